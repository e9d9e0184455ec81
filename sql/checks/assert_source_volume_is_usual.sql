-- one row per source that brought far less or far more tonight than is usual on this weekday
select
    source,
    record_count,
    usual_count,
    format(
        'Volume of {}: {:,} {} tonight, {}.', label, record_count, if(record_count = 1, 'record', 'records'), usually
    ) as message

from tonight.stage.volumes

where level = 'source' and (is_low or is_high)

order by abs(record_count - usual_count) desc
