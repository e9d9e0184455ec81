-- one row per source that brings nothing any more, though more than chance or a holiday leaves out should have come
select
    source,
    silent_day_count,
    missed_count,
    format(
        'Silence of {}: no record {}, {}.',
        label,
        if(silent_day_count = 1, 'tonight', format('for {} nights', silent_day_count)),
        usually
    ) as message

from tonight.stage.volumes

where level = 'source' and is_silent

order by missed_count desc
