-- one row per article or copy of tonight without the raw record that it was read from
select article_id, versions.source, versions.source_uri, versions.record_no

from news.article_versions as versions

semi join tonight.stage.touched using (article_id)

anti join raw.records using (article_id, content_sha256)

where versions.is_current
