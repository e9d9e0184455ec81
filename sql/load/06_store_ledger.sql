-- The ledger changes in the transaction of the data: neither can be there without the other.
-- Of a file that could not be read this time it keeps what was read last.
create or replace temp table read_before as

select f.source, f.source_uri, f.content_sha256, f.record_count

from ops.files as f

inner join tonight.stage.files as t on f.source = t.source and f.source_uri = t.source_uri

where t.problem is not null;

delete from ops.files as f
using tonight.stage.files as t
where f.source = t.source and f.source_uri = t.source_uri;

insert into ops.files by name

select
    t.source,
    t.source_uri,
    t.byte_count,
    t.mtime_ns,
    coalesce(t.content_sha256, b.content_sha256) as content_sha256,
    coalesce(b.record_count, t.record_count) as record_count,
    n.parser_version,
    s.settings_hash,
    t.problem,
    t.problem_detail,
    t.read_at,
    null::timestamptz as gone_at,
    n.run_id

from tonight.stage.files as t

inner join tonight.stage.sources as s on t.source = s.source

left join read_before as b on t.source = b.source and t.source_uri = b.source_uri

cross join tonight.stage.run as n;

update ops.files as f
set parser_version = n.parser_version, settings_hash = s.settings_hash
from tonight.stage.reparsed_files as t, tonight.stage.sources as s, tonight.stage.run as n
where f.source = t.source and f.source_uri = t.source_uri and s.source = t.source;

delete from ops.sources where source in (select source from tonight.stage.sources);

insert into ops.sources by name

select s.source, s.root, n.run_id from tonight.stage.sources as s cross join tonight.stage.run as n;
