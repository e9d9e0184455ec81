-- one row per month and publisher: how much it published, and of how many agencies
select
    date_trunc('month', published_date)::date as month,
    publisher,
    count(*) as articles,
    sum(word_count)::bigint as words,
    count(distinct agency) as agencies

from news.articles

where published_date is not null

group by all

order by month, articles desc, publisher
