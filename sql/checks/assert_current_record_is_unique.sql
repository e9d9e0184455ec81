-- one row per record of tonight with several current raw records
select article_id, count(*) as record_count

from raw.records

where
    is_current
    and article_id in (
        select article_id from tonight.stage.articles
        union all
        select article_id from ops.fates semi join tonight.stage.run using (run_id)
    )

group by article_id

having count(*) > 1
