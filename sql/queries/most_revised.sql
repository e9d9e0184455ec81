-- one row per record that was changed after its first version, the most changed first
select
    article_id,
    arg_max(title, version) as title,
    arg_max(publisher, version) as publisher,
    max(version) as versions,
    list(change order by version) as changes,
    max(valid_from) as last_changed_at

from news.article_versions

group by article_id

having max(version) > 1

order by versions desc, last_changed_at desc, article_id

limit 50
