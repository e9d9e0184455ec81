-- one row per story that holds fifty or more of the articles of a source that tonight touched, and a fifth of them
with

touched as (

    select article_id, source, story_id from news.articles semi join tonight.stage.touched using (article_id)

)

select
    story_id as article_id,
    source,
    count(*) as article_count,
    format(
        'One story holds {:,} of tonight''s {:,} articles of source {}: `wirehouse explain {}` shows its lead.',
        count(*),
        sum(count(*)) over (partition by source)::bigint,
        source,
        story_id
    ) as message

from touched

group by source, story_id

qualify count(*) >= 50 and count(*) >= 0.2 * sum(count(*)) over (partition by source)

order by article_count desc
