-- one row per story of tonight that holds more articles than the setting largest_story
select
    s.story_id as article_id,
    count(*) + 1 as article_count,
    format(
        'One story holds {:,} articles, more than largest_story = {:,}: `wirehouse explain {}` shows its lead.',
        count(*) + 1,
        m.largest_story,
        s.story_id
    ) as message

from news.story_members as s

semi join tonight.stage.touched_stories using (story_id)

cross join tonight.stage.matching as m

group by s.story_id, m.largest_story

having count(*) + 1 > m.largest_story

order by article_count desc
