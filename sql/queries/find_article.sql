-- one row per record whose id begins so, at most six: enough to list five, and say that there are more
select distinct article_id from raw.records where starts_with(article_id, $article_id) order by article_id limit 6
