-- one row: whether a run that was asked to parse again has anything to publish
-- A backfill reads its files whatever the ledger says of them: news is what the ledger does not say.
create or replace table tonight.stage.changes as

select
    (select count(*) from tonight.stage.accepted where is_changed) as changed_count,
    (
        select count(*)

        from tonight.stage.held

        where article_id not in (select article_id from tonight.stage.held_again)
    ) as held_count,
    (
        select count(*)

        from ops.quarantine

        where status = 'open'
            and article_id in (select article_id from tonight.stage.records)
            and quarantine_id not in (select quarantine_id from tonight.stage.held_again)
    ) as settled_count,
    (select count(*) from tonight.stage.reparsed_files) as file_count,
    -- articles that another method matched, or an older version of this program
    (
        select count(*)

        from news.bodies

        where article_id not in (
            select f.article_id

            from news.fingerprints as f

            inner join tonight.stage.matching as m on f.method_version = m.method_version

            -- what is tonight's already was another method's (sql/restore)
            inner join tonight.stage.run as n on f.run_id <> n.run_id
        )
    ) as unmatched_count,
    (
        select count(*)

        from tonight.stage.files as t

        inner join tonight.stage.sources as s on t.source = s.source

        cross join tonight.stage.run as n

        left join ops.files as f on t.source = f.source and t.source_uri = f.source_uri

        where f.source is null
            or f.gone_at is not null
            or f.content_sha256 is distinct from coalesce(t.content_sha256, f.content_sha256)
            or f.problem is distinct from t.problem
            or f.parser_version <> n.parser_version
            or f.settings_hash <> s.settings_hash
    ) as read_count;
