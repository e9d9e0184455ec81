-- one row per publisher: how many articles, from when to when, how long, and how many were repaired
select
    a.publisher,
    count(*) as articles,
    min(a.published_date) as first_day,
    max(a.published_date) as last_day,
    round(avg(a.word_count))::integer as mean_words,
    count(*) filter (where len(a.repairs) > 0) as repaired

from news.articles as a

group by a.publisher

order by articles desc, a.publisher

limit 10
