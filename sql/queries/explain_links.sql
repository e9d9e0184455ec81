-- one row per article that shares text with this one, with the passage as it stands here, and what stands around it
with

sides as (

    select other_article_id, 'newer' as this_is, kind, similarity, containment, span_start, span_length

    from news.links

    where article_id = $article_id

    union all

    select article_id as other_article_id, 'older' as this_is, kind, similarity, containment,
        other_span_start as span_start, other_span_length as span_length

    from news.links

    where other_article_id = $article_id

)

select
    s.other_article_id,
    s.this_is,
    s.kind,
    round(s.similarity, 2) as similarity,
    round(s.containment, 2) as containment,
    o.publisher,
    o.published_date,
    o.title,
    a.body[greatest(s.span_start - 60, 1):s.span_start - 1] as before,
    a.body[s.span_start:s.span_start + s.span_length - 1] as passage,
    a.body[s.span_start + s.span_length:s.span_start + s.span_length + 59] as after

from sides as s

inner join news.articles as o on s.other_article_id = o.article_id

inner join news.articles as a on a.article_id = $article_id

order by s.similarity desc, s.other_article_id
