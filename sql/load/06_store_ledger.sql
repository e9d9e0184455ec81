-- The ledger changes in the transaction of the data: neither can be there without the other.
delete from ops.files as f
using tonight.stage.files as t
where f.source = t.source and f.source_uri = t.source_uri;

insert into ops.files by name

select
    t.source,
    t.source_uri,
    t.byte_count,
    t.mtime_ns,
    t.content_sha256,
    t.record_count,
    n.parser_version,
    s.settings_hash,
    t.problem,
    t.read_at,
    null::timestamptz as gone_at,
    n.run_id

from tonight.stage.files as t

inner join tonight.stage.sources as s on t.source = s.source

cross join tonight.stage.run as n;

delete from ops.sources where source in (select source from tonight.stage.sources);

insert into ops.sources by name

select s.source, s.root, n.run_id from tonight.stage.sources as s cross join tonight.stage.run as n;
