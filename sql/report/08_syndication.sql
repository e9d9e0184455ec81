-- How often one article was printed
-- bars: articles by the number of records that have its very words
with

printings as (

    select body_hash, count(*) as times

    from news.article_versions

    where is_current

    group by body_hash

)

select
    case when times < 5 then times || '×' when times < 10 then '5 to 9×' else '10× and more' end as printed,
    count(*) as articles,
    sum(times)::bigint as records

from printings

group by all

order by min(times)
