-- one row per record that is held back, the newest run first
select
    q.quarantine_id,
    q.reason,
    q.source,
    q.source_uri,
    q.record_no,
    q.detail,
    q.rule,
    q.status,
    q.run_id

from ops.quarantine as q

where ($reason is null or q.reason = $reason) and ($include_settled or q.status = 'open')

order by q.run_id desc, q.reason, q.source, q.source_uri, q.record_no

limit $limit
