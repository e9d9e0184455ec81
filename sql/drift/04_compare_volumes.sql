-- one row per source, or publisher of a source with several: what came tonight, and whether that is unusual
-- The limits were set on made histories (benchmarks/drift_histories.py): a holiday leaves a half, a lost feed a fifth or
-- nothing.
create or replace table tonight.stage.volumes as

with

looks as (

    select
        source,
        min(age) filter (age > 0) as days_since,
        -- with many runs a day, little has come before the last of them
        sum(run_count) filter (age = 0) >= 0.8 * median(run_count) filter (age > 0) as is_whole_day

    from tonight.stage.days

    group by source

),

gathered as (

    -- after days without a run, tonight brings theirs as well
    select level, source, name, sum(usual_count * ((days_since + 6 - weekday) // 7)) as gathered_count

    from tonight.stage.usual_volumes

    inner join looks using (source)

    group by all

),

missed as (

    -- what should have come on the days since something did
    select level, source, name, count(*) as silent_day_count, sum(usual_count) as missed_count

    from (
        select *, min(age) filter (record_count > 0) over (partition by level, source, name) as last_age

        from tonight.stage.daily_volumes
    )

    inner join tonight.stage.usual_volumes using (level, source, name, weekday)

    where age < last_age

    group by all

),

compared as (

    select * exclude (weekday), dayname(run_date) as weekday_name

    from tonight.stage.daily_volumes

    inner join tonight.stage.usual_volumes using (level, source, name, weekday)

    where age = 0 and day_count >= 4

),

expected as (

    select
        c.*,
        coalesce(m.silent_day_count, 0) as silent_day_count,
        l.is_whole_day,
        greatest(0.5, c.usual_count * least(1, coalesce(o.common_ratio, 1))) as low_count,
        coalesce(m.missed_count, 0) * least(1, coalesce(o.common_ratio, 1)) as missed_count,
        greatest(
            0.5, g.gathered_count, c.usual_count * coalesce(o.common_ratio, 1), if(c.usual_count = 0, c.peak_count, 0)
        ) as high_count

    from compared as c

    inner join gathered as g using (level, source, name)

    inner join looks as l using (source)

    left join missed as m using (level, source, name)

    left join tonight.stage.common_ratios as o on c.level = o.level and c.source = o.source and o.age = 0

),

surprises as (

    -- the median of a few days is itself uncertain, by pi / 2 of their number
    select
        *,
        tonight.stage.count_surprise(record_count, low_count, steadiness) / (1 + 1.57 / day_count) as low_surprise,
        tonight.stage.count_surprise(record_count, high_count, steadiness) / (1 + 1.57 / day_count) as high_surprise,
        tonight.stage.count_surprise(0, missed_count, steadiness) / (1 + 1.57 / day_count) as silent_surprise

    from expected

)

select
    *,
    record_count > 0
    and is_whole_day
    and record_count <= if(level = 'source', 0.3, 0.35) * low_count
    and low_surprise >= 4.5 as is_low,
    -- below 20, a publisher varies by a fifth and more, and how much is itself ill known
    record_count >= greatest(1.5 * high_count, high_count + 50)
    and high_surprise >= if(steadiness < 20, 6, 4) as is_high,
    record_count = 0 and usual_count >= 1 and is_whole_day and silent_surprise >= 6 as is_silent,
    format('{:,.0f} is usual on a {} (last {})', usual_count, weekday_name, day_count) as usually

from surprises;
