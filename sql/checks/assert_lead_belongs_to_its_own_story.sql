-- one row per article that leads a story of tonight and is in another's, or is no article, or is in two stories
select l.story_id as article_id, any_value(m.story_id) as other_story_id

from tonight.stage.touched_stories as l

left join news.story_members as m on l.story_id = m.article_id

left join news.bodies as b on l.story_id = b.article_id

where m.article_id is not null or b.article_id is null

group by l.story_id

union all

select article_id, min(story_id) as other_story_id

from news.story_members

where article_id in (select article_id from news.story_members semi join tonight.stage.touched_stories using (story_id))

group by article_id

having count(*) > 1
