-- one row per version of a record, the oldest first: what changed, and by how much it grew ($article_id)
select
    version,
    change,
    valid_from,
    valid_to,
    title,
    published_date,
    word_count,
    word_count - lag(word_count) over (order by version) as word_count_change,
    body_hash <> lag(body_hash) over (order by version) as has_new_body,
    title is distinct from lag(title) over (order by version) and version > 1 as has_new_title

from news.article_versions

where article_id = $article_id

order by version
