-- one row per fate of tonight's run with other than the run's count of rows in ops.fates
-- ops.fates holds every fate but unchanged
with

counted as (

    unpivot (
        select
            run_id,
            new_count as "new",
            revised_count as revised,
            copy_count as copy,
            quarantined_count as quarantined,
            unreadable_count as unreadable

        from ops.runs

        semi join tonight.stage.run using (run_id)
    )
    on columns(* exclude (run_id))
    into name fate value expected_count

),

found as (

    select run_id, fate, count(*) as row_count

    from ops.fates

    semi join tonight.stage.run using (run_id)

    group by all

)

select run_id, fate, expected_count, coalesce(row_count, 0) as row_count

from counted

full join found using (run_id, fate)

where coalesce(expected_count, -1) <> coalesce(row_count, 0)
