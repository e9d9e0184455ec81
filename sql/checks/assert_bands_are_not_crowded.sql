-- one row per band that so many articles of tonight hold that they were not compared by it: a mass of texts much alike,
-- such as a form or a notice that stands for a thousand articles
select
    key as band,
    holder_count,
    format(
        '{:,} articles are so much alike that they were not linked by it: '
        || '`wirehouse sql "select article_id from news.fingerprints where list_contains(bands, {})"` lists them.',
        holder_count,
        key
    ) as message

from tonight.stage.crowded_keys

where key % 2 = 1

order by holder_count desc
