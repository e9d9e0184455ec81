-- one row per current record, in the order in which the file holds them: all of them, or of those held back all, those
-- of the given ids (or beginnings of ids), or those of one reason
select
    r.source,
    r.rowid as row_id,
    r.article_id,
    r.content_sha256,
    r.byte_count,
    case when q.rule = 'read' then q.reason end as problem,
    case when q.rule = 'read' then q.detail end as problem_detail,
    q.reason

from raw.records as r

left join ops.quarantine as q
    on r.article_id = q.article_id and r.content_sha256 = q.content_sha256 and q.status = 'open'

where r.is_current
    and (q.quarantine_id is not null or not $is_held)
    and ($ids is null or list_bool_or([starts_with(q.quarantine_id, one) for one in $ids]))
    and ($reason is null or q.reason = $reason)

order by r.source, r.rowid
