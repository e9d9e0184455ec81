-- one row per record that tonight's run called new, revised or copy, without a current version
select article_id, run_id, source, source_uri, record_no, fate

from ops.fates

semi join tonight.stage.run using (run_id)

anti join (
    select article_id from news.article_versions semi join tonight.stage.touched using (article_id) where is_current
) as versions using (article_id)

where fate in ('new', 'revised', 'copy')
