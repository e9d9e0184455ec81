-- one row per staged article without a date, from a source whose settings only ask for a warning
select article_id, source_uri, record_no, date_detail as detail

from tonight.stage.articles

where published_date is null and require_date = 'warn'
