-- one row per staged article whose dateline is dated more than a week from the article
-- in 19,043 wire stories 99.8 % lie within two days; the rest is worth a look, not a refusal
select article_id, source_uri, record_no, published_date, dateline_date, dateline

from tonight.stage.articles

where abs(dateline_date - published_date) > 7
