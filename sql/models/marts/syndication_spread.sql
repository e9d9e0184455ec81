-- one row per story that was printed more than once: by whom, how fast, and how changed
with

spread as (

    select
        story_id,
        count(*) as reprint_count,
        count(*) filter (where kind = 'copy') as copy_count,
        count(distinct publisher) as publisher_count,
        list_sort(list_distinct(list(publisher))) as publishers,
        max(published_date) as last_published_date,
        min(days_after) as days_to_first,
        max(days_after) as days_to_last,
        list_sort(list_distinct(list(kind))) as kinds,
        avg(similarity) as mean_similarity

    from marts.reprints

    group by story_id

)

select
    s.story_id,
    a.agency,
    a.publisher,
    a.title,
    a.published_date as first_published_date,
    s.last_published_date,
    s.reprint_count,
    s.copy_count,
    s.publisher_count,
    s.publishers,
    s.days_to_first,
    s.days_to_last,
    s.kinds,
    s.mean_similarity

from spread as s

inner join news.articles as a on s.story_id = a.article_id
