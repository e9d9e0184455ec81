-- one row when tonight's six fates do not add up to what was discovered, by the run's own count or by discovery's
-- tonight.stage.counts.discovered is counted where the files are listed and the records read, before any has a fate
select
    run.run_id,
    counts.discovered as counted_by_discovery,
    runs.discovered_count,
    runs.new_count,
    runs.revised_count,
    runs.unchanged_count,
    runs.copy_count,
    runs.quarantined_count,
    runs.unreadable_count

from tonight.stage.run

cross join tonight.stage.counts as counts

left join ops.runs as runs on run.run_id = runs.run_id

where
    runs.started_at is null
    or runs.discovered_count is distinct from counts.discovered
    or runs.discovered_count is distinct from (
        runs.new_count
        + runs.revised_count
        + runs.unchanged_count
        + runs.copy_count
        + runs.quarantined_count
        + runs.unreadable_count
    )
