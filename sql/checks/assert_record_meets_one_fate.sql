-- one row per record that met several fates in tonight's run
select any_value(article_id) as article_id, run_id, source, source_uri, record_no, count(*) as fate_count

from ops.fates

semi join tonight.stage.run using (run_id)

group by run_id, source, source_uri, record_no

having count(*) > 1
