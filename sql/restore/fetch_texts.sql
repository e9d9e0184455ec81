-- one row per wanted text, as it will be current: tonight's, else the stored one
create or replace temp table wanted_stored as

select article_id from wanted anti join incoming using (article_id);

create or replace temp table wanted_texts as

select article_id, body, repairs

from tonight.stage.articles

where article_id in (select article_id from wanted semi join incoming using (article_id))

union all

-- one list first: DuckDB then knows it for the small side, and does not read every body of the warehouse
select article_id, body, repairs

from news.article_versions

where is_current and article_id in (from wanted_stored);
