-- Checks over time
-- columns: the last 30 runs that looked
with

outcomes as (

    select
        run_id,
        case
            when status <> 'failed' then status
            when severity = 'warning' then 'warned'
            when gate = 1 then 'held rows back'
            else 'refused'
        end as outcome

    from ops.checks

)

select r.started_at as run, o.outcome, count(*) as checks

from outcomes as o

inner join (select * from ops.runs order by started_at desc limit 30) as r on o.run_id = r.run_id

group by all

order by run, checks desc, outcome
