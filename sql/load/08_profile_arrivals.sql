-- What arrived tonight: records whose very text was not seen before. So a backfill, a replay or a new parser, which read
-- known texts again, bring nothing. Each field splits the same records by value, hence its counts add up to a volume.
insert into ops.profiles by name

with

arrivals as (

    select
        r.source,
        coalesce(a.publisher, s.publisher, nullif(regexp_extract(r.source_uri, '^([^/!]+)/', 1), '')) as publisher,
        a.article_id is not null as is_parsed,
        coalesce(h.reason, 'accepted') as outcome,
        if(a.published_date is null, 'absent', 'present') as published_date,
        if(a.dateline is null, 'absent', 'present') as dateline,
        coalesce(a.language, 'unknown') as language

    from tonight.stage.records as r

    inner join tonight.stage.fresh_records as f on r.article_id = f.article_id and not f.is_known

    inner join tonight.stage.sources as s on r.source = s.source

    left join tonight.stage.held as h on r.article_id = h.article_id

    left join tonight.stage.shard_articles as a on r.article_id = a.article_id

),

fields as (

    select source, publisher, 'outcome' as field, outcome as value from arrivals

    union all

    select source, publisher, unnest(['published_date', 'dateline', 'language']), unnest([published_date, dateline, language])

    from arrivals

    where is_parsed

)

select n.run_id, n.started_at::date as run_date, c.source, c.publisher, c.field, c.value, count(*) as record_count

from fields as c

cross join tonight.stage.run as n

group by all;
