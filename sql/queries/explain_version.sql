-- one row per version of the record, the newest first
select
    v.*,
    r.byte_count,
    r.encoding,
    r.format,
    r.record_key,
    r.first_seen_at,
    b.article_id as stands_for_article_id

from news.article_versions as v

left join raw.records as r on v.article_id = r.article_id and v.content_sha256 = r.content_sha256

left join news.bodies as b on v.body_hash = b.body_hash

where v.article_id = $article_id

order by v.version desc
