-- What gate 2 looks at: every record of a body that tonight touched.
create or replace table tonight.stage.touched as

select article_id

from news.article_versions

where is_current and body_hash in (select body_hash from tonight.stage.touched_bodies);
