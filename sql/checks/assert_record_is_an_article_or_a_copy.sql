-- one row per current version of tonight that is neither an article nor a copy, or more than one of these
with

placed as (

    select article_id from news.articles semi join tonight.stage.touched using (article_id)

    union all

    select copy_id as article_id from news.copies semi join tonight.stage.touched on copy_id = touched.article_id

)

select article_id, count(placed.article_id) as place_count

from (select article_id from news.article_versions where is_current)

semi join tonight.stage.touched using (article_id)

left join placed using (article_id)

group by all

having count(placed.article_id) <> 1
