-- one row per record whose body equals the article's
select copy_id, publisher, source, source_uri, record_no, published_date, title

from news.copies

where article_id = $article_id

order by published_date, source, source_uri, record_no
