-- Held back, by reason
-- bars: what is in quarantine now
select reason, count(*) as records

from ops.quarantine

where status = 'open'

group by reason

order by records desc, reason
