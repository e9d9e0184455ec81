-- one row per record that met several fates in tonight's run
-- a rebuild parses what a feed has lost as well, beside the record that has its number now: the id tells them apart
select
    any_value(article_id) as article_id, run_id, source, source_uri, any_value(record_no) as record_no,
    count(*) as fate_count

from ops.fates

semi join tonight.stage.run using (run_id)

group by run_id, source, source_uri, coalesce(article_id, record_no::varchar)

having count(*) > 1
