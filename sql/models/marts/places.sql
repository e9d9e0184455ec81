-- one row per filing place
with

filed as (

    select
        unnest(string_split(dateline_place, '/')) as dateline_place,
        -- of several cities the first has decided: it says nothing of the others
        case when not contains(dateline_place, '/') then country_code end as country_code,
        agency,
        published_date

    from news.articles

    where dateline_place is not null

)

select
    dateline_place,
    mode(country_code order by country_code) as country_code,
    count(*) as article_count,
    list_sort(list_distinct(list(agency))) as agencies,
    min(published_date) as first_published_date,
    max(published_date) as last_published_date

from filed

group by dateline_place
