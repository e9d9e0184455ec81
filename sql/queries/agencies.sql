-- one row per agency: its articles, and how often they were printed
select agency, article_count as articles, printed_count as printed, publisher_count as publishers

from marts.agencies

order by printed desc, agency

limit 10
