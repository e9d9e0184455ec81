-- one row per article of a story of tonight that comes before the story's lead, by date, source, file and record
with

members as (

    select article_id, story_id from news.story_members semi join tonight.stage.touched_stories using (story_id)

),

places as (

    select
        article_id,
        {
            'published_date': coalesce(published_date, date '9999-12-31'),
            'source': source,
            'source_uri': source_uri,
            'record_no': record_no
        } as place

    from news.article_versions

    where is_current and article_id in (select article_id from members union select story_id from members)

)

select m.article_id, m.story_id

from members as m

inner join places as a on m.article_id = a.article_id

inner join places as l on m.story_id = l.article_id

where a.place < l.place
