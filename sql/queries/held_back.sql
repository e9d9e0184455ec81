-- one row per source and reason for which records are held back now, with one to look at by `wirehouse quarantine show`
select source, reason, count(*) as records, min(quarantine_id) as example_id, arg_min_null(detail, quarantine_id) as detail

from ops.quarantine

where status = 'open'

group by source, reason

order by records desc, source, reason
