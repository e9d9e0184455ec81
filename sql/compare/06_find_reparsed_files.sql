-- Files all of whose records were parsed again from the warehouse: from now on they are of this parser and these settings.
-- But for those of which a limit kept a part out: only reading the file can show what another limit lets in.
create or replace table tonight.stage.reparsed_files as

select f.source, f.source_uri

from ops.files as f

inner join tonight.stage.sources as s on f.source = s.source

cross join tonight.stage.run as n

where n.is_stored
    and (f.parser_version, f.settings_hash) is distinct from (n.parser_version, s.settings_hash)
    and f.content_sha256 is not null
    and not exists (

        from raw.records as r

        where r.source = f.source and r.source_uri = f.source_uri and r.is_current
            and r.article_id not in (select article_id from tonight.stage.records)

    )
    and not exists (

        from ops.quarantine as q

        where q.source = f.source and q.source_uri = f.source_uri and q.status = 'open'
            and q.reason in ('too_large', 'too_many_records')

    );
