-- The article of a record that is gone stays, marked; one that came back loses the mark.
update news.article_versions as v
set source_gone_at = n.started_at
from tonight.stage.run as n
where v.is_current and v.source_gone_at is null
    and v.article_id in (select article_id from tonight.stage.gone_records);

update news.article_versions as v
set source_gone_at = null
from tonight.stage.run as n
where v.is_current and v.source_gone_at is not null and not n.is_stored
    and v.article_id in (select article_id from tonight.stage.records);

-- What was held back and is gone has nothing that stands for it any more.
update raw.records as o
set is_current = false
where o.is_current
    and o.article_id in (select article_id from tonight.stage.gone_records)
    and o.article_id not in (select article_id from news.article_versions where is_current);

update ops.files as f
set gone_at = n.started_at
from tonight.stage.gone as g, tonight.stage.run as n
where f.source = g.source and f.source_uri = g.source_uri and f.gone_at is null;
