-- one row per publisher: the share of its articles that lack a field
select
    publisher,
    count(*) as articles,
    round(1 - count(title) / count(*), 3) as without_title,
    round(1 - count(published_at) / count(*), 3) as without_time,
    round(1 - count(dateline_place) / count(*), 3) as without_dateline,
    round(1 - count(agency) / count(*), 3) as without_agency,
    round(count(*) filter (where coalesce(len(authors), 0) = 0) / count(*), 3) as without_author

from news.articles

group by publisher

order by articles desc, publisher
