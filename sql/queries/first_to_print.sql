-- one row per publisher: how often its text stood elsewhere, too, and how often it was the first
with

printed as (

    select article_id, publisher, published_date, true as is_first from news.articles

    union all

    select article_id, publisher, published_date, false as is_first from news.copies

),

shared as (

    select article_id from printed group by article_id having count(distinct publisher) > 1

)

select
    publisher,
    count(distinct article_id) as shared_texts,
    count(distinct article_id) filter (where is_first) as first_with

from printed

where article_id in (select article_id from shared)

group by publisher

order by first_with desc, shared_texts desc, publisher
