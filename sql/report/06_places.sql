-- Where the news was filed
-- map: the 300 busiest places; the larger the circle, the more articles
select
    dateline_place as place,
    round(avg(latitude), 2) as latitude,
    round(avg(longitude), 2) as longitude,
    count(*) as articles

from news.articles

where latitude is not null

group by dateline_place, country_code

order by articles desc, place

limit 300
