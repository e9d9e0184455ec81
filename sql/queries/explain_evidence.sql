-- one row per value of the article that was inferred or repaired
select field, value, source, rule, confidence, before, after

from news.article_evidence

where article_id = $article_id

order by field, rule
