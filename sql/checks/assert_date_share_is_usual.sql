-- one row per source, or publisher of a source with several, without date far more often tonight than is usual
select
    source,
    name as publisher,
    value,
    share,
    usual_share,
    format('Dates of {}: missing in {}.', label, comparison) as message

from tonight.stage.shares

where field = 'published_date' and value = 'absent' and is_high

order by level desc, surprise desc
