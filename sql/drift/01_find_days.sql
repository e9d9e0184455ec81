-- one row per source of tonight's run and day of the last eight weeks on which a run looked at it; tonight has age 0
-- A night without news counts: nothing came. A run that names no sources (a backfill, a rebuild) has no days.
create or replace table tonight.stage.days as

with

tonights as (

    select unnest(sources) as source, started_at::date as tonight from ops.runs semi join tonight.stage.run using (run_id)

),

looks as (

    select unnest(sources) as source, started_at::date as run_date from ops.runs where status in ('published', 'unchanged')

)

select l.source, l.run_date, t.tonight - l.run_date as age, count(*) as run_count

from looks as l

inner join tonights as t on l.source = t.source and l.run_date between t.tonight - 56 and t.tonight

group by all;
