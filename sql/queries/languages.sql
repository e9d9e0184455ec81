-- one row per language: the articles, the publishers, and a title to look at
select
    language,
    count(*) as articles,
    count(distinct publisher) as publishers,
    arg_min(title, article_id) as example

from news.articles

group by language

order by articles desc, language
