-- one row per record whose id begins so, at most two: enough to tell one from several
select distinct article_id from raw.records where starts_with(article_id, $article_id) order by article_id limit 2
