-- one row: whether a run that read no file has anything to publish
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
    (select count(*) from tonight.stage.reparsed_files) as file_count;
