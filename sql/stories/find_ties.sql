-- one row per link between articles in reach: the places of both in the order of stories, the later one first
with

linked as (

    select article_id, other_article_id, similarity

    from news.links

    where article_id in (select article_id from in_reach)

),

places as (

    select
        v.article_id,
        row_number() over (
            order by
                coalesce(v.published_date, date '9999-12-31'), v.source, v.source_uri, v.record_no, v.article_id
        ) - 1 as place

    from news.article_versions as v

    where
        v.is_current
        and v.article_id in (select article_id from linked union select other_article_id from linked)

)

select
    if(a.place > b.place, l.article_id, l.other_article_id) as later_id,
    if(a.place > b.place, l.other_article_id, l.article_id) as earlier_id,
    greatest(a.place, b.place) as later_place,
    least(a.place, b.place) as earlier_place,
    l.similarity

from linked as l

inner join places as a on l.article_id = a.article_id

inner join places as b on l.other_article_id = b.article_id
