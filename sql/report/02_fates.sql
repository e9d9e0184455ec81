-- What became of the records, by run
-- columns: the last 30 runs; the unchanged, which would hide all others, are left out
with

last_runs as (

    select * from ops.runs where kind is distinct from 'restore' order by started_at desc limit 30

)

select run, fate, records

from (

    select
        started_at as run,
        new_count as new,
        revised_count as revised,
        copy_count as copy,
        quarantined_count as quarantined,
        unreadable_count as unreadable

    from last_runs

) unpivot (records for fate in (new, revised, copy, quarantined, unreadable))

where records > 0

order by run, records desc, fate
