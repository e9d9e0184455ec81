-- one row per record held back still whose id begins so
select quarantine_id, reason

from ops.quarantine

where status = 'open' and starts_with(quarantine_id, $quarantine_id)

order by quarantine_id
