-- one row per body hash of tonight that more than one article stands for
select body_hash, count(*) as article_count, min(article_id) as article_id

from news.bodies

where body_hash in (
    select body_hash from news.article_versions semi join tonight.stage.touched using (article_id)
)

group by body_hash

having count(*) > 1
