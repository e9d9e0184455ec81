-- one row per record of tonight with several current versions, or with versions none of which is current
select article_id, count(*) as version_count, count(*) filter (where is_current) as current_count

from news.article_versions

semi join tonight.stage.touched using (article_id)

group by article_id

having count(*) filter (where is_current) <> 1
