-- one row per distinct article: the newest version of the record that stands for its body
with

current_versions as (

    select * from news.article_versions where is_current

)

select
    v.article_id,
    v.source,
    v.source_uri,
    v.record_no,
    v.publisher,
    v.url,
    v.title,
    v.title_tags,
    v.body,
    v.paragraphs,
    v.published_date,
    v.published_at,
    v.published_source,
    v.updated_at,
    v.dateline,
    v.dateline_place,
    v.dateline_date,
    v.country_code,
    v.latitude,
    v.longitude,
    v.agency,
    v.credit,
    v.authors,
    v.language,
    v.word_count,
    v.paragraph_count,
    v.replacement_char_count,
    v.repairs,
    v.body_hash,
    coalesce(m.story_id, v.article_id) as story_id,
    v.version,
    v.first_loaded_at,
    v.loaded_at,
    v.source_gone_at,
    v.run_id,
    v.parser_version

from current_versions as v

inner join news.bodies as b on v.article_id = b.article_id

left join news.story_members as m on v.article_id = m.article_id
