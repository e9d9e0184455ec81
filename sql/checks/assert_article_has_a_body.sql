-- one row per staged article without a body: no letter and no digit in it
select article_id, source_uri, record_no, title

from tonight.stage.articles

where body is null or not regexp_matches(body, '[\p{L}\p{N}]')
