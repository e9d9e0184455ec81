-- The bodies that tonight adds to or takes from.
create or replace table tonight.stage.touched_bodies as

select body_hash from tonight.stage.accepted where is_changed

union

select old_body_hash from tonight.stage.accepted where is_changed and old_body_hash is not null

union

select v.body_hash

from news.article_versions as v

inner join tonight.stage.same as s on v.article_id = s.article_id and s.is_moved

where v.is_current;
