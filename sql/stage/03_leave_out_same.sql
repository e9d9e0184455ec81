-- What gate 1 looks at: tonight's records but for the unchanged.
create or replace view tonight.stage.articles as

select *, string_split(body, chr(10) || chr(10)) as paragraphs

from tonight.stage.shard_articles

where article_id not in (select article_id from tonight.stage.same);
