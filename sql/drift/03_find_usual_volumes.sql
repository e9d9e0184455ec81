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

-- one row per source, or publisher, and weekday: the median of the last eight weeks, and what varies beside chance
create or replace table tonight.stage.usual_volumes as

with

medians as (

    select level, source, name, weekday, median(record_count) as usual_count, count(*) as day_count

    from tonight.stage.daily_volumes

    where age > 0

    group by all

),

spreads as (

    -- Twice the root of a count varies by 1 where only chance (Poisson) is at work, whatever its size. How much it does
    -- is the 75 % quantile of all days' distances from their weekday's median, which lies at 1.15 deviations; what
    -- is more than chance is the publisher's own variation.
    select
        level,
        source,
        name,
        max(record_count) as peak_count,
        quantile_cont(
            2 * abs(sqrt(record_count + 0.375) - sqrt(usual_count + 0.375)) * sqrt(day_count / (day_count - 1)), 0.75
        ) filter (usual_count > 0) / 1.1503 as deviation,
        greatest(0.001, (pow(deviation, 2) - 1) / median(usual_count) filter (usual_count > 0)) as variation

    from tonight.stage.daily_volumes

    inner join medians using (level, source, name, weekday)

    where age > 0 and day_count > 1

    group by all

)

select m.*, s.peak_count, coalesce(1 / s.variation, 1000) as steadiness

from medians as m

inner join spreads as s using (level, source, name);
