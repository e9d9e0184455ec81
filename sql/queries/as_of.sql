-- one row per distinct article as news.articles showed them at a point in time: $at, as 2026-11-20 or 2026-11-20 08:00:00+01
with

valid_versions as (

    select *

    from news.article_versions

    where valid_from <= $at::timestamptz and (valid_to is null or valid_to > $at::timestamptz)

),

standing_versions as (

    select *

    from valid_versions

    qualify row_number() over (
        partition by body_hash
        order by coalesce(published_date, date '9999-12-31'), source, source_uri, record_no, article_id
    ) = 1

)

select
    * exclude (change, valid_from, valid_to, is_current, content_sha256)
    replace (case when source_gone_at <= $at::timestamptz then source_gone_at end as source_gone_at)

from standing_versions

order by article_id
