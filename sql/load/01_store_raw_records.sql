-- A text that was seen before is not stored again, only marked as the current one of its record.
update raw.records as o
set is_current = (o.content_sha256 = f.content_sha256)
from tonight.stage.fresh_records as f
where o.article_id = f.article_id and o.is_current <> (o.content_sha256 = f.content_sha256);

-- A record that moved within its file is the same, but for its number. Where its current text is held back, the
-- version that stays is of another text, and keeps the number that it had.
update raw.records as o
set record_no = r.record_no
from tonight.stage.records as r
where o.article_id = r.article_id and o.content_sha256 = r.content_sha256 and o.record_no <> r.record_no;

update news.article_versions as v
set record_no = s.record_no
from tonight.stage.same as s
where v.article_id = s.article_id and s.is_moved and v.is_current
    and v.article_id not in (select article_id from ops.quarantine where status = 'open');

insert into raw.records by name

select
    r.article_id,
    r.source,
    r.source_uri,
    r.record_no,
    r.record_key,
    r.format,
    r.text,
    r.bytes,
    r.encoding,
    r.content_sha256,
    r.byte_count,
    r.file_mtime as file_modified_at,
    r.first_seen_at,
    true as is_current,
    n.run_id

from tonight.stage.records as r

inner join tonight.stage.fresh_records as f on r.article_id = f.article_id and not f.is_known

cross join tonight.stage.run as n;
