-- What gate 1 looks at: tonight's records but for the unchanged. "In the future" counts from when a text was first seen.
create or replace table tonight.stage.seen_before as

select r.article_id, o.first_seen_at

from tonight.stage.records as r

inner join raw.records as o on r.article_id = o.article_id and r.content_sha256 = o.content_sha256;

create or replace view tonight.stage.articles as

select
    s.* replace (coalesce(o.first_seen_at, s.first_seen_at) as first_seen_at),
    string_split(s.body, chr(10) || chr(10)) as paragraphs

from tonight.stage.shard_articles as s

left join tonight.stage.seen_before as o on s.article_id = o.article_id

where s.article_id not in (select article_id from tonight.stage.same);
