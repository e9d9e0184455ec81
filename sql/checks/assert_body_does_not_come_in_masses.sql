-- one row per body that one publisher of a source brought ten times or more tonight, and as two of its hundred records
-- Wire copy that many publishers print once is no such mass; a paywall's or an error page's text is.
with

bodies as (

    select s.source, s.publisher, a.body_hash, count(*) as record_count, min(s.article_id) as article_id

    from tonight.stage.accepted as a

    inner join tonight.stage.articles as s using (article_id)

    where a.is_changed

    group by s.source, s.publisher, a.body_hash

    qualify count(*) >= 10 and count(*) >= 0.02 * sum(count(*)) over (partition by s.source, s.publisher)

)

select
    b.article_id,
    b.source,
    b.publisher,
    b.record_count,
    left(s.body, 100) as body_start,
    format(
        'One body {:,} times tonight from {}: `wirehouse explain {}` shows it.',
        b.record_count,
        tonight.stage.as_label(coalesce(b.publisher, 'source ' || b.source)),
        b.article_id
    ) as message

from bodies as b

inner join tonight.stage.articles as s using (article_id)

order by b.record_count desc
