-- one row per staged article that credits an agency which the list of agencies does not have
select article_id, source_uri, record_no, agency, credit

from tonight.stage.articles

where agency is not null and not coalesce(agency_is_listed, false)
