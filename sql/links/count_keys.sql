-- one row per key that tonight touched: how many articles hold it, and how many did before
create or replace temp table key_counts as

with

lost as (

    select key, count(*) as lost_count

    from (select unnest(list_concat(bands, anchors)) as key from forgotten)

    group by key

),

counted as (

    select key, count(*) as holder_count, count(*) filter (where is_fresh) as fresh_count from holders group by key

)

select
    c.key,
    c.holder_count,
    c.holder_count - c.fresh_count + coalesce(l.lost_count, 0) as earlier_count

from counted as c

left join lost as l on c.key = l.key

where c.holder_count > 1;
