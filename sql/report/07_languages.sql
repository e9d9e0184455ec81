-- Languages
-- bars: the 15 most frequent
select coalesce(language, 'not told') as language, count(*) as articles

from news.articles

group by all

order by articles desc, language

limit 15
