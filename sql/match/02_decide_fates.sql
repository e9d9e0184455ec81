-- one row per record and unreadable file that tonight's run looked at; `unchanged` among them is counted, not kept
create or replace temp table fates as

select f.source, f.source_uri, 1 as record_no, 'unreadable' as fate, f.problem as reason, null::varchar as article_id

from tonight.stage.files as f

where f.problem is not null

union all

select
    r.source,
    r.source_uri,
    r.record_no,
    case
        when s.article_id is not null then 'unchanged'
        when h.article_id is not null then 'quarantined'
        when not a.is_changed then 'unchanged'
        when b.article_id is null then 'copy'
        when a.old_version > 0 then 'revised'
        else 'new'
    end as fate,
    h.reason,
    r.article_id

from tonight.stage.records as r

left join tonight.stage.same as s on r.article_id = s.article_id

left join tonight.stage.held as h on r.article_id = h.article_id

left join tonight.stage.accepted as a on r.article_id = a.article_id

left join news.bodies as b on r.article_id = b.article_id;

insert into ops.fates by name

select n.run_id, f.* from fates as f cross join tonight.stage.run as n where f.fate <> 'unchanged';
