-- one row per pair of tonight's articles that is linked more than once, in whatever direction
select
    least(article_id, other_article_id) as article_id,
    greatest(article_id, other_article_id) as other_article_id,
    count(*) as link_count

from news.links

where
    article_id in (select article_id from tonight.stage.touched)
    or other_article_id in (select article_id from tonight.stage.touched)

group by all

having count(*) > 1
