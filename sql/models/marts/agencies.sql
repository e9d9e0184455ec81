-- one row per agency: its articles, and who prints them
with

printed as (

    select article_id, agency, publisher, published_date from news.articles where agency is not null

    union all

    select c.article_id, a.agency, c.publisher, c.published_date

    from news.copies as c

    inner join news.articles as a on c.article_id = a.article_id

    where a.agency is not null

)

select
    agency,
    count(distinct article_id) as article_count,
    count(*) as printed_count,
    count(distinct publisher) as publisher_count,
    min(published_date) as first_published_date,
    max(published_date) as last_published_date

from printed

group by agency
