-- one row per link of tonight's articles that names something else than two different articles
select l.article_id, l.other_article_id, l.kind

from news.links as l

left join news.bodies as a on l.article_id = a.article_id

left join news.bodies as b on l.other_article_id = b.article_id

where
    (
        l.article_id in (select article_id from tonight.stage.touched)
        or l.other_article_id in (select article_id from tonight.stage.touched)
    )
    and (a.article_id is null or b.article_id is null or l.article_id = l.other_article_id)
