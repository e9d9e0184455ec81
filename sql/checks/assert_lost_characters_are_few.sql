-- one row per staged article more than half a percent of whose body is U+FFFD: characters lost before they reached us
select article_id, source_uri, record_no, replacement_char_count, length(body) as char_count

from tonight.stage.articles

where replacement_char_count * 200 > length(body)
