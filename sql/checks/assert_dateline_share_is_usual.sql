-- one row per source, or publisher of a source with several, without dateline far more often tonight than is usual
select
    source,
    name as publisher,
    value,
    share,
    usual_share,
    format('Datelines of {}: missing in {}.', label, comparison) as message

from tonight.stage.shares

where field = 'dateline' and value = 'absent' and is_high

order by level desc, surprise desc
