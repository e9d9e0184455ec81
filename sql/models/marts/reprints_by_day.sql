-- one row per agency and day: the stories that it filed, and how often stories of its were printed again
with

originals as (

    select agency, published_date, count(*) as original_count

    from news.articles

    where agency is not null and article_id = story_id

    group by agency, published_date

),

reprints as (

    select agency, published_date, count(*) as reprint_count, count(distinct publisher) as publisher_count

    from marts.reprints

    where agency is not null

    group by agency, published_date

)

select
    coalesce(o.agency, r.agency) as agency,
    coalesce(o.published_date, r.published_date) as published_date,
    coalesce(o.original_count, 0) as original_count,
    coalesce(r.reprint_count, 0) as reprint_count,
    coalesce(r.publisher_count, 0) as publisher_count

from originals as o

full join reprints as r on o.agency = r.agency and o.published_date is not distinct from r.published_date
