-- one row per record whose body equals an article's
with

current_versions as (

    select * from news.article_versions where is_current

)

select
    v.article_id as copy_id,
    b.article_id,
    v.source,
    v.source_uri,
    v.record_no,
    v.publisher,
    v.url,
    v.title,
    v.published_date,
    v.published_at,
    v.agency,
    v.run_id

from current_versions as v

inner join news.bodies as b on v.body_hash = b.body_hash and v.article_id <> b.article_id
