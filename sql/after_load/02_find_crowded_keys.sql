-- one row per key that so many articles hold that it is not used to find links: what gate 2 warns of
create or replace table tonight.stage.crowded_keys as

select key, holder_count from key_counts where is_crowded(key, holder_count);

create or replace table tonight.stage.touched_stories as

select distinct coalesce(m.story_id, r.article_id) as story_id

from in_reach as r

left join news.story_members as m on r.article_id = m.article_id;
