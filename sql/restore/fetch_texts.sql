-- one row per wanted text, as it will be current: tonight's, else the stored one
select s.article_id, s.body, s.repairs

from tonight.stage.articles as s

where s.article_id in (from wanted) and s.article_id in (select article_id from incoming)

union all

select v.article_id, v.body, v.repairs

from news.article_versions as v

where v.is_current and v.article_id in (from wanted) and v.article_id not in (select article_id from incoming)
