-- one row per group of linked articles; an article without links is a story of its own
with

copy_counts as (

    select article_id, count(*) as copy_count from news.copies group by article_id

)

select
    a.story_id,
    a.story_id as lead_article_id,
    count(*) as article_count,
    coalesce(sum(c.copy_count), 0)::bigint as copy_count,
    min(a.published_date) as first_published_date,
    max(a.published_date) as last_published_date,
    list_sort(list_distinct(list(a.agency))) as agencies

from news.articles as a

left join copy_counts as c on a.article_id = c.article_id

group by a.story_id
