-- one row per record that prints an earlier story again: word for word (a copy), or by a link to the story's lead
with

ties as (

    select article_id, other_article_id as lead_article_id, kind, similarity, containment from news.links

    union all

    select other_article_id as article_id, article_id as lead_article_id, kind, similarity, containment from news.links

),

printed as (

    select article_id, article_id as record_article_id, publisher, published_date, published_at, false as is_copy

    from news.articles

    union all

    select article_id, copy_id as record_article_id, publisher, published_date, published_at, true as is_copy

    from news.copies

)

select
    p.record_article_id as article_id,
    a.story_id,
    l.agency,
    l.publisher as original_publisher,
    l.published_date as original_published_date,
    p.publisher,
    p.published_date,
    p.published_date - l.published_date as days_after,
    coalesce(t.kind, 'copy') as kind,
    coalesce(t.similarity, 1) as similarity,
    coalesce(t.containment, 1) as containment,
    a.word_count - l.word_count as word_count_change

from printed as p

inner join news.articles as a on p.article_id = a.article_id

inner join news.articles as l on a.story_id = l.article_id

left join ties as t on a.article_id = t.article_id and a.story_id = t.lead_article_id

where p.is_copy or a.article_id <> a.story_id
