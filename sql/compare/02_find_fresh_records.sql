-- one row per record that is to be loaded, and whether its very text was seen before
create or replace table tonight.stage.fresh_records as

select r.article_id, r.content_sha256, o.content_sha256 is not null as is_known

from tonight.stage.records as r

left join raw.records as o on r.article_id = o.article_id and r.content_sha256 = o.content_sha256

where r.article_id not in (select article_id from tonight.stage.same);
