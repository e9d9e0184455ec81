-- one row per word in the titles of the newest 30 days, the most frequent first, and in how many it stood before
with

words as (

    select
        a.article_id,
        a.published_date > (select max(published_date) from news.articles) - 30 as is_recent,
        unnest(list_distinct(regexp_extract_all(lower(a.title), '\pL{4,}'))) as word

    from news.articles as a

    where a.title is not null and a.published_date is not null

)

select
    word,
    count(*) filter (where is_recent) as recent_titles,
    count(*) filter (where not is_recent) as earlier_titles

from words

group by word

having count(*) filter (where is_recent) > 1

order by recent_titles desc, earlier_titles, word

limit 50
