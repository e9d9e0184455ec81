-- one row per article of tonight whose paragraph_count is not the number of its paragraphs
select article_id, paragraph_count, len(paragraphs) as counted

from news.articles

semi join tonight.stage.touched using (article_id)

where paragraph_count is distinct from len(paragraphs)
