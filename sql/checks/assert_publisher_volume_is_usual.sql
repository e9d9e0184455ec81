-- one row per publisher that brought far less or far more tonight than is usual on this weekday
select
    source,
    name as publisher,
    record_count,
    usual_count,
    format(
        'Volume of {}: {:,} {} tonight, {}.', label, record_count, if(record_count = 1, 'record', 'records'), usually
    ) as message

from tonight.stage.volumes

where level = 'publisher' and (is_low or is_high)

order by abs(record_count - usual_count) desc
