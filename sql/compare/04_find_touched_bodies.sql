-- The bodies that tonight adds to or takes from.
create or replace table tonight.stage.touched_bodies as

select body_hash from tonight.stage.accepted where is_changed

union

select old_body_hash from tonight.stage.accepted where is_changed and old_body_hash is not null;
