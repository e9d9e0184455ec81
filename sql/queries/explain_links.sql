-- one row per article that shares text with this one
select
    case when article_id = $article_id then other_article_id else article_id end as other_article_id,
    kind,
    similarity,
    containment

from news.links

where $article_id in (article_id, other_article_id)

order by similarity desc
