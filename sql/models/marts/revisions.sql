-- one row per version of a record after its first
select
    article_id,
    source,
    source_uri,
    record_no,
    version,
    change,
    valid_from,
    title,
    word_count,
    word_count - lag(word_count) over (partition by article_id order by version) as word_count_change

from news.article_versions

qualify version > 1
