-- one row per article that others printed word for word, the most printed first
select
    a.article_id,
    a.title,
    a.agency,
    a.publisher,
    a.published_date as first_day,
    max(c.published_date) as last_day,
    count(*) as copies,
    list_sort(list_distinct(list(c.publisher))) as reprinted_by

from news.articles as a

inner join news.copies as c on a.article_id = c.article_id

group by all

order by copies desc, first_day, a.article_id

limit 50
