-- Seconds by stage
-- columns: the last 30 runs; stages at work at the same time add up
with

last_runs as (

    select run_id, started_at from ops.runs order by started_at desc limit 30

),

slowest as (

    select stage

    from ops.stage_costs

    where run_id in (select run_id from last_runs)

    group by stage

    order by sum(duration_seconds) desc, stage

    limit 7

)

select
    r.started_at as run,
    case when c.stage in (select stage from slowest) then c.stage else 'others' end as stage,
    round(sum(c.duration_seconds), 2) as seconds

from ops.stage_costs as c

inner join last_runs as r on c.run_id = r.run_id

group by all

order by run, seconds desc, stage
