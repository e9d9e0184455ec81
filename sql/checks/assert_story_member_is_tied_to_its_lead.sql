-- one row per article in a story of tonight that no link ties to the story's lead
select m.article_id, m.story_id

from news.story_members as m

semi join tonight.stage.touched_stories using (story_id)

left join news.links as l
    on (m.article_id = l.article_id and m.story_id = l.other_article_id)
    or (m.article_id = l.other_article_id and m.story_id = l.article_id)

where l.article_id is null
