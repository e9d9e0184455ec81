-- one row per quarantined record whose id begins so, with its text, at most six
select q.*, r.format, r.encoding, r.byte_count, r.text, r.bytes[1:64] as first_bytes

from ops.quarantine as q

left join raw.records as r on q.article_id = r.article_id and q.content_sha256 = r.content_sha256

where starts_with(q.quarantine_id, $quarantine_id)

order by q.quarantine_id

limit 6
