-- one row per key that so many articles hold that it is not used to find links: what gate 2 warns of
create or replace table tonight.stage.crowded_keys as

select key, count(*) as holder_count from holders group by key having is_crowded(key, count(*));

create or replace table tonight.stage.touched_stories as

select distinct coalesce(m.story_id, r.article_id) as story_id

from in_reach as r

left join news.story_members as m on r.article_id = m.article_id;
