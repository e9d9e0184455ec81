-- one row per run: what was discovered, what was held back and repaired
with

held as (

    select run_id, map_from_entries(list((reason, reason_count) order by reason)) as reasons

    from (select run_id, reason, count(*) as reason_count from ops.quarantine group by run_id, reason)

    group by run_id

),

repaired as (

    select
        run_id,
        count(*) as article_version_count,
        count(*) filter (where len(repairs) > 0) as repaired_count,
        count(*) filter (where replacement_char_count > 0) as with_replacement_char_count,
        count(*) filter (where published_date is null) as without_date_count

    from news.article_versions

    group by run_id

)

select
    r.started_at::date as run_date,
    r.run_id,
    r.status,
    r.discovered_count,
    r.quarantined_count,
    r.unreadable_count,
    h.reasons as quarantine_reasons,
    coalesce(p.article_version_count, 0) as article_version_count,
    coalesce(p.repaired_count, 0) as repaired_count,
    coalesce(p.with_replacement_char_count, 0) as with_replacement_char_count,
    coalesce(p.without_date_count, 0) as without_date_count

from ops.runs as r

left join held as h on r.run_id = h.run_id

left join repaired as p on r.run_id = p.run_id
