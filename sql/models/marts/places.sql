-- one row per filing place
with

filed as (

    select
        unnest(string_split(dateline_place, '/')) as dateline_place,
        country_code,
        agency,
        published_date

    from news.articles

    where dateline_place is not null

)

select
    dateline_place,
    any_value(country_code) as country_code,
    count(*) as article_count,
    list_sort(list_distinct(list(agency))) as agencies,
    min(published_date) as first_published_date,
    max(published_date) as last_published_date

from filed

group by dateline_place
