-- one row per link of tonight's articles whose second article was published after the first
with

tonights_links as (

    select article_id, other_article_id

    from news.links

    where
        article_id in (select article_id from tonight.stage.touched)
        or other_article_id in (select article_id from tonight.stage.touched)

),

dates as (

    select article_id, published_date

    from news.article_versions

    where
        is_current
        and article_id in (
            select article_id from tonights_links union select other_article_id from tonights_links
        )

)

select l.article_id, l.other_article_id, a.published_date, b.published_date as other_published_date

from tonights_links as l

inner join dates as a on l.article_id = a.article_id

inner join dates as b on l.other_article_id = b.article_id

where coalesce(a.published_date, date '9999-12-31') < coalesce(b.published_date, date '9999-12-31')
