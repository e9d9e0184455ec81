-- Articles by day and publisher
-- columns: the newest 60 days; the seven largest publishers by name
with

days as (

    select *

    from marts.articles_by_day

    where published_date > (select max(published_date) from marts.articles_by_day) - 60

),

largest as (

    select publisher

    from days

    where publisher is not null

    group by publisher

    order by sum(article_count) desc, publisher

    limit 7

)

select
    published_date as day,
    case when publisher in (select publisher from largest) then publisher else 'others' end as publisher,
    sum(article_count)::bigint as articles

from days

group by all

order by day, articles desc, publisher
