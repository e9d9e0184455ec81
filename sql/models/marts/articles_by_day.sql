-- one row per day and publisher
select
    a.published_date,
    a.publisher,
    count(*) as article_count,
    sum(a.word_count)::bigint as word_count,
    count(a.dateline_place) as with_dateline_count,
    count(a.agency) as with_agency_count

from news.articles as a

group by a.published_date, a.publisher
