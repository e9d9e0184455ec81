-- The other keys of the articles that are asked again, with all who hold them; a key of tonight has them already.
create or replace temp table more_holders as

with

asked as (

    select unnest(list_concat(f.bands, f.anchors)) as key

    from news.fingerprints as f

    where ('0x' || f.article_id)::ubigint in (select article_no from asked_again)

),

held as (

    select
        f.article_id,
        len(f.anchors) as anchor_count,
        unnest(list_concat(f.bands, f.anchors)) as key

    from news.fingerprints as f

)

select
    h.key,
    ('0x' || h.article_id)::ubigint as article_no,
    h.anchor_count::uinteger as anchor_count,
    false as is_fresh

from held as h

semi join asked using (key)

anti join holders using (key);

insert into holders by name select * from more_holders;

insert into key_counts by name

select key, count(*) as holder_count, count(*) as earlier_count from more_holders group by key having count(*) > 1;
