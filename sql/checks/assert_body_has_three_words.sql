-- one row per staged article whose body has fewer than three words (one without any is assert_article_has_a_body's)
select article_id, source_uri, record_no, left(body, 60) as detail

from tonight.stage.articles

where coalesce(word_count, 0) < 3 and regexp_matches(body, '[\p{L}\p{N}]')
