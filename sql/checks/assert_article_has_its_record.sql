-- one row per article or copy of tonight without a current raw record
select article_id, versions.source, versions.source_uri, versions.record_no

from news.article_versions as versions

semi join tonight.stage.touched using (article_id)

anti join (select article_id from raw.records where is_current) as records using (article_id)

where versions.is_current
