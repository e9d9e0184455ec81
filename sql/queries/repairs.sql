-- one row per kind of repair: in how many articles, and one to look at with `wirehouse explain`
select repair, count(*) as articles, min(article_id) as example_id

from (select article_id, unnest(repairs) as repair from news.articles)

group by repair

order by articles desc, repair
