-- one row per gap of a publisher: days without anything, copies included, between two that have some; the longest first
with

days as (

    select publisher, published_date from news.articles where published_date is not null

    union

    select publisher, published_date from news.copies where published_date is not null

),

gaps as (

    select
        publisher,
        published_date as last_day_before,
        lead(published_date) over (partition by publisher order by published_date) as first_day_after

    from days

)

select publisher, last_day_before, first_day_after, first_day_after - last_day_before - 1 as silent_days

from gaps

where first_day_after - last_day_before > 1

order by silent_days desc, publisher, last_day_before

limit 50
