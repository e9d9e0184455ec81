-- one row: the story of the article that has this record's body
select s.*, l.title as lead_title, l.publisher as lead_publisher

from news.article_versions as v

inner join news.bodies as b on v.body_hash = b.body_hash

inner join news.articles as a on b.article_id = a.article_id

inner join news.stories as s on a.story_id = s.story_id

inner join news.articles as l on s.lead_article_id = l.article_id

where v.article_id = $article_id and v.is_current
