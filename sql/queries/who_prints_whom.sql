-- one row per agency and publisher: the agency's articles that it printed, word for word copies included
with

printed as (

    select agency, publisher, published_date from news.articles

    union all

    select a.agency, c.publisher, c.published_date

    from news.copies as c

    inner join news.articles as a on c.article_id = a.article_id

)

select agency, publisher, count(*) as printed, min(published_date) as first_day, max(published_date) as last_day

from printed

where agency is not null

group by agency, publisher

order by printed desc, agency, publisher
