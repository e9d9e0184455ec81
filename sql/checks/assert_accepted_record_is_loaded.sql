-- one row per record that tonight's run called new, revised or copy, without a version of tonight
select article_id, run_id, source, source_uri, record_no, fate

from ops.fates

semi join tonight.stage.run using (run_id)

anti join (select article_id, run_id from news.article_versions where is_current) as versions using (article_id, run_id)

where fate in ('new', 'revised', 'copy')
