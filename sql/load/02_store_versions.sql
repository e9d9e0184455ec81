-- Close the versions that tonight's replace, then add tonight's.
update news.article_versions as v
set is_current = false, valid_to = n.started_at
from tonight.stage.accepted as a, tonight.stage.run as n
where v.article_id = a.article_id and v.is_current and a.is_changed;

insert into news.article_versions by name

select
    s.* exclude (record_key, format, paragraphs, agency_is_listed, date_detail, require_date, first_seen_at),
    a.body_hash,
    a.old_version + 1 as version,
    case
        when a.old_version = 0 then 'first'
        when a.is_again then 'restored'
        when a.is_same_content then 'reparsed'
        when a.body_hash <> a.old_body_hash then 'edited'
        else 'corrected_metadata'
    end as change,
    n.started_at as valid_from,
    null::timestamptz as valid_to,
    true as is_current,
    coalesce(a.first_loaded_at, n.started_at) as first_loaded_at,
    n.started_at as loaded_at,
    case when n.is_stored or a.is_again then a.source_gone_at end as source_gone_at, -- no file was seen tonight
    n.run_id

from tonight.stage.articles as s

inner join tonight.stage.accepted as a on s.article_id = a.article_id and a.is_changed

cross join tonight.stage.run as n;
