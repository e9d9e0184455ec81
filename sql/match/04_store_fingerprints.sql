-- Tonight's fingerprints of the records that stand for a body; what still misses one is made from its text.
insert into news.fingerprints by name

select
    s.article_id,
    m.method_version,
    s.published_date,
    g.shingle_count,
    g.bands,
    g.anchors,
    n.run_id

from tonight.stage.articles as s

inner join tonight.stage.accepted as a on s.article_id = a.article_id

inner join tonight.stage.signatures as g on s.article_id = g.article_id

inner join news.bodies as b on s.article_id = b.article_id

cross join tonight.stage.run as n

cross join tonight.stage.matching as m

where s.article_id not in (select article_id from news.fingerprints)
    and s.article_id not in (select article_id from tonight.stage.restored);
