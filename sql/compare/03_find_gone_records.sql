-- Gone are the records of files that are gone, and records that a file no longer holds.
create or replace table tonight.stage.gone_records as

select o.article_id

from raw.records as o

inner join tonight.stage.gone as g on o.source = g.source and o.source_uri = g.source_uri

where o.is_current

union

select o.article_id

from raw.records as o

inner join tonight.stage.files as f
    on o.source = f.source and o.source_uri = f.source_uri and not f.is_unchanged and f.problem is null

where o.is_current and o.article_id not in (select article_id from tonight.stage.records);
