-- Records whose bytes, parser and settings are those of last time: unchanged, the quarantined among them too.
-- A run that was asked to parse again (rebuild, backfill, replay) takes none of them for that.
-- `is_moved`: the same record stands at another place in its file.
create or replace table tonight.stage.same as

select r.article_id, r.record_no, r.record_no <> o.record_no as is_moved

from tonight.stage.records as r

inner join raw.records as o
    on r.article_id = o.article_id and r.content_sha256 = o.content_sha256 and o.is_current

inner join ops.files as f on r.source = f.source and r.source_uri = f.source_uri and f.gone_at is null

inner join tonight.stage.sources as s on r.source = s.source and f.settings_hash = s.settings_hash

inner join tonight.stage.run as n on f.parser_version = n.parser_version and not n.is_reparse;
