-- Agencies
-- bars: how often their articles were printed, word for word
select agency, printed_count as printed, article_count as articles, publisher_count as publishers

from marts.agencies

order by printed desc, agency

limit 15
