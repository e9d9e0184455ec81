-- What an earlier run held back of these records is settled now, but for what is held back again for the same reason.
update ops.quarantine as q
set status = case when a.article_id is null then 'superseded' else 'resolved' end
from tonight.stage.fresh_records as f
left join tonight.stage.accepted as a on f.article_id = a.article_id and not a.is_again
where q.article_id = f.article_id and q.status = 'open'
    and q.quarantine_id not in (select quarantine_id from tonight.stage.held_again);

update ops.quarantine as q
set status = 'superseded'
where q.status = 'open' and q.article_id in (select article_id from tonight.stage.gone_records);

insert into ops.quarantine by name

select
    left(sha256(n.run_id || r.article_id), 16) as quarantine_id,
    r.article_id,
    r.source,
    r.source_uri,
    r.record_no,
    h.reason,
    h.detail,
    h.rule,
    r.content_sha256,
    'open' as status,
    n.run_id

from tonight.stage.held as h

inner join tonight.stage.records as r on h.article_id = r.article_id

cross join tonight.stage.run as n

where h.article_id not in (select article_id from tonight.stage.held_again);
