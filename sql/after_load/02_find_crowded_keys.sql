-- one row per key that so many articles hold that it is not used to find links: what gate 2 warns of
create or replace table tonight.stage.crowded_keys as

select key, holder_count from key_counts where is_crowded(key, holder_count);

-- one row per story that tonight reached; who is no article any more, as an earlier copy came, leads none
create or replace table tonight.stage.touched_stories as

select distinct coalesce(m.story_id, b.article_id) as story_id

from in_reach as r

inner join news.bodies as b on r.article_id = b.article_id

left join news.story_members as m on r.article_id = m.article_id;
