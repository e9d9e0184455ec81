-- one row per story of tonight that holds more of a source than the setting story_share allows
-- a source of under twenty articles can be about one thing
with

stories as (

    select article_id, story_id from news.story_members semi join tonight.stage.touched_stories using (story_id)

    union all

    select story_id as article_id, story_id from tonight.stage.touched_stories

),

sources as (

    select v.source, count(*) as source_count

    from news.article_versions as v

    semi join news.bodies using (article_id)

    where v.is_current

    group by v.source

    having count(*) >= 20

),

shares as (

    select s.story_id, v.source, count(*) as article_count

    from stories as s

    inner join news.article_versions as v on s.article_id = v.article_id and v.is_current

    group by s.story_id, v.source

)

select
    h.story_id as article_id,
    h.source,
    h.article_count,
    s.source_count,
    format(
        'One story holds {:,} of the {:,} articles of source {}: `wirehouse explain {}` shows its lead.',
        h.article_count,
        s.source_count,
        h.source,
        h.story_id
    ) as message

from shares as h

inner join sources as s on h.source = s.source

cross join tonight.stage.matching as m

where h.article_count > m.story_share * s.source_count

order by h.article_count desc
