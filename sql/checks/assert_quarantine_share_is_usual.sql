-- one row per source, or publisher of a source with several, held back far more often tonight than is usual
select
    source,
    name as publisher,
    value,
    share,
    usual_share,
    format('Quarantine of {}: accepted are {}.', label, comparison) as message

from tonight.stage.shares

where field = 'outcome' and value = 'accepted' and is_low

order by level desc, surprise desc
