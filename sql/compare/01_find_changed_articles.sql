-- one row per staged record that passed gate 1, beside the version of it that is current, if there is one; `is_again`: no
-- text of tonight, but a stored one in which tonight's records restore something, or no longer do
create or replace table tonight.stage.accepted as

select
    s.article_id,
    c.body_hash as old_body_hash,
    coalesce(r.body_hash, g.body_hash) as body_hash,
    coalesce(r.is_again, false) as is_again,
    coalesce(c.version, 0) as old_version,
    c.word_count as old_word_count,
    c.first_loaded_at,
    c.source_gone_at,
    s.content_sha256 is not distinct from c.content_sha256 as is_same_content,
    c.article_id is null or (
        c.content_sha256 is distinct from s.content_sha256
        or c.body is distinct from s.body
        or c.body_hash is distinct from coalesce(r.body_hash, g.body_hash)
        or c.record_no is distinct from s.record_no
        or c.publisher is distinct from s.publisher
        or c.url is distinct from s.url
        or c.title is distinct from s.title
        or c.title_tags is distinct from s.title_tags
        or c.published_date is distinct from s.published_date
        or c.published_at is distinct from s.published_at
        or c.published_source is distinct from s.published_source
        or c.updated_at is distinct from s.updated_at
        or c.dateline is distinct from s.dateline
        or c.dateline_place is distinct from s.dateline_place
        or c.dateline_date is distinct from s.dateline_date
        or c.country_code is distinct from s.country_code
        or c.latitude is distinct from s.latitude
        or c.longitude is distinct from s.longitude
        or c.agency is distinct from s.agency
        or c.credit is distinct from s.credit
        or c.authors is distinct from s.authors
        or c.language is distinct from s.language
        or c.repairs is distinct from s.repairs
        or c.word_count is distinct from s.word_count
        or c.paragraph_count is distinct from s.paragraph_count
        or c.replacement_char_count is distinct from s.replacement_char_count
    ) as is_changed

from tonight.stage.articles as s

left join tonight.stage.signatures as g on s.article_id = g.article_id

left join tonight.stage.restored as r on s.article_id = r.article_id

left join news.article_versions as c on s.article_id = c.article_id and c.is_current

where r.is_again or s.article_id not in (select article_id from tonight.stage.held);
