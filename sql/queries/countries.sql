-- one row per country of a filing place: the articles, the places and the agencies
select
    country_code,
    count(*) as articles,
    count(distinct dateline_place) as places,
    list_sort(list_distinct(list(agency))) as agencies

from news.articles

where country_code is not null

group by country_code

order by articles desc, country_code
