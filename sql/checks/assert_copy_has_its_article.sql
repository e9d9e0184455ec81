-- one row per copy of tonight that names no article, or names itself
select copies.copy_id as article_id, copies.article_id as missing_article_id

from news.copies

left join news.bodies as articles using (article_id)

where
    copies.copy_id in (select article_id from tonight.stage.touched)
    and (articles.article_id is null or copies.copy_id = copies.article_id)
