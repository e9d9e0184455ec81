-- one row per filing place, the busiest first
select dateline_place as place, article_count as articles, agencies, first_published_date as first_day

from marts.places

order by articles desc, place

limit 10
