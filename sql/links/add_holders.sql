-- The other keys of the articles that are asked again, with all who hold them; a key of tonight has them already.
create or replace temp table more_holders as

with

asked as (

    select key from held semi join asked_again using (article_no)

)

select h.* from held as h semi join asked using (key) anti join holders using (key);

insert into holders by name select * from more_holders;

insert into key_counts by name

select key, count(*) as holder_count, count(*) as earlier_count from more_holders group by key having count(*) > 1;
