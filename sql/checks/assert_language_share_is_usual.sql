-- one row per source, or publisher of a source with several, of which far more or far fewer are in some language tonight than is usual
select
    source,
    name as publisher,
    value,
    share,
    usual_share,
    format('Language of {}: {} in {}.', label, value, comparison) as message

from tonight.stage.shares

where field = 'language' and (is_high or is_low)

-- the one that gained most will do
qualify row_number() over (partition by level, source, name order by abs(share - usual_share) desc, share desc) = 1

order by level desc, surprise desc
