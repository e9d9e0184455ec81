-- one row per source, or publisher of a source with several, and day: how many records came, none included
-- From the first day that something came: what is new has no usual. `weekday` 0 is tonight's, 1 the day before.
create or replace table tonight.stage.daily_volumes as

with

counts as (

    select level, source, name, label, run_date, sum(record_count)::bigint as record_count

    from tonight.stage.profile

    where field = 'outcome'

    group by all

),

units as (

    select level, source, name, label, min(run_date) as first_date from counts group by all

)

select
    u.level,
    u.source,
    u.name,
    u.label,
    d.run_date,
    d.age,
    d.age % 7 as weekday,
    coalesce(c.record_count, 0) as record_count

from units as u

inner join tonight.stage.days as d on u.source = d.source and d.run_date >= u.first_date

left join counts as c on u.level = c.level and u.source = c.source and u.name = c.name and d.run_date = c.run_date;

-- one row per source, or publisher, and weekday: the median of the last eight weeks
create or replace table tonight.stage.medians as

select level, source, name, weekday, median(record_count) as usual_count, count(*) as day_count

from tonight.stage.daily_volumes

where age > 0

group by all;

-- one row per source with five publishers or more, and day: how much of the usual came from its middle one
-- On a holiday all bring less, after a night without a run all bring more: that is no publisher's own doing.
create or replace table tonight.stage.common_ratios as

select source, 'publisher' as level, age, median(record_count / usual_count) as common_ratio

from tonight.stage.daily_volumes

inner join tonight.stage.medians using (level, source, name, weekday)

where level = 'publisher' and usual_count >= 5 and day_count >= 4

group by source, age

having count(*) >= 5;

-- one row per source, or publisher, and weekday: what is usual, and how steady that is
-- Twice the root of a count varies by 1 where only chance (Poisson) is at work, whatever its size. How much it does is the
-- 75 % quantile of all days' distances from their weekday's median, which lies at 1.15 deviations; what is more than
-- chance is the publisher's own variation.
create or replace table tonight.stage.usual_volumes as

with

distances as (

    select
        *,
        abs(sqrt(record_count + 0.375) - sqrt(usual_count * coalesce(common_ratio, 1) + 0.375))
        * 2 * sqrt(day_count / (day_count - 1)) as distance

    from tonight.stage.daily_volumes

    inner join tonight.stage.medians using (level, source, name, weekday)

    left join tonight.stage.common_ratios using (level, source, age)

    where age > 0 and day_count > 1

),

spreads as (

    select
        level,
        source,
        name,
        max(record_count) as peak_count,
        pow(quantile_cont(distance, 0.75) filter (usual_count > 0) / 1.1503, 2) as variance,
        greatest(0.001, (variance - 1) / median(usual_count) filter (usual_count > 0)) as variation

    from distances

    group by all

)

select m.*, s.peak_count, coalesce(1 / s.variation, 1000) as steadiness

from tonight.stage.medians as m

inner join spreads as s using (level, source, name);
