-- one row per article that was printed more than once word for word
select
    a.article_id,
    a.agency,
    a.publisher,
    a.title,
    a.published_date as first_published_date,
    max(c.published_date) as last_published_date,
    count(*) as copy_count,
    list_sort(list_distinct(list(c.publisher))) as copy_publishers

from news.articles as a

inner join news.copies as c on a.article_id = c.article_id

group by all
