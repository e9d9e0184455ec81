-- one row per source, or publisher of a source with several, and field and value: its share tonight and usually
-- The usual share is the mean of the same weekdays' shares, each day of equal weight, with half a record of either
-- kind added.
create or replace table tonight.stage.shares as

with

totals as (

    select level, source, name, field, age, sum(record_count) as total_count from tonight.stage.profile group by all

),

daily as (

    select
        v.*, t.age, t.age % 7 as weekday, t.total_count, coalesce(p.record_count, 0) / t.total_count as share

    from (select distinct level, source, name, label, field, value from tonight.stage.profile) as v

    inner join totals as t using (level, source, name, field)

    left join tonight.stage.profile as p using (level, source, name, field, value, age)

),

usual as (

    select
        level,
        source,
        name,
        field,
        value,
        weekday,
        count(*) as day_count,
        (avg(share) * count(*) * median(total_count) + 0.5) / (count(*) * median(total_count) + 1) as usual_share

    from daily

    where age > 0

    group by all

),

spreads as (

    select level, source, name, field, value, quantile_cont(abs(share - usual_share), 0.9) as spread

    from daily

    inner join usual using (level, source, name, field, value, weekday)

    where age > 0

    group by all

),

compared as (

    select
        d.*,
        u.usual_share,
        u.day_count,
        s.spread,
        tonight.stage.share_surprise(d.share, u.usual_share, d.total_count) as surprise

    from daily as d

    inner join usual as u using (level, source, name, field, value, weekday)

    inner join spreads as s using (level, source, name, field, value)

    where d.age = 0 and u.day_count >= 4 and d.total_count >= 5

)

select
    *,
    surprise >= 8 and share - usual_share >= 0.25 + spread as is_high,
    surprise >= 8 and usual_share - share >= 0.25 + spread as is_low,
    format(
        '{:.0f} % of tonight''s {:,}, {:.0f} % is usual on a {} (last {})',
        100 * share,
        total_count::bigint,
        100 * usual_share,
        dayname(t.tonight),
        day_count
    ) as comparison

from compared

cross join (select max(run_date) as tonight from tonight.stage.days) as t;
