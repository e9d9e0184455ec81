-- one row per source, or publisher of a source with several, and day, field and value: the records that came
create or replace table tonight.stage.profile as

with

counts as (

    select
        p.source,
        if(grouping(p.publisher) = 1, 'source', 'publisher') as level,
        if(grouping(p.publisher) = 1, p.source, coalesce(p.publisher, 'no publisher')) as name,
        d.run_date,
        d.age,
        p.field,
        p.value,
        sum(p.record_count)::bigint as record_count

    from ops.profiles as p

    inner join tonight.stage.days as d on p.source = d.source and p.run_date = d.run_date

    group by grouping sets (
        (p.source, d.run_date, d.age, p.field, p.value), (p.source, p.publisher, d.run_date, d.age, p.field, p.value)
    )

)

select
    *,
    tonight.stage.as_label(if(level = 'source', 'source ', '') || name) as label

from counts

-- the one publisher of a source would only repeat it
qualify level = 'source' or min(name) over (partition by source, level) < max(name) over (partition by source, level);
