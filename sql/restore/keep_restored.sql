-- Among tonight's articles are from here on the stored ones whose text changes: as stored, but for what changes.
insert into tonight.stage.restored by name select * from found_restored;

insert into tonight.stage.restored_again by name

with

-- as sql/load does: the number of a text that is held back is not that of the version which stays
moved as (

    select article_id, record_no

    from tonight.stage.same

    where is_moved and article_id not in (select article_id from ops.quarantine where status = 'open')

)

select v.* exclude (
    paragraphs, body_hash, version, change, valid_from, valid_to, is_current, first_loaded_at, loaded_at,
    source_gone_at, run_id
) replace (coalesce(m.record_no, v.record_no) as record_no)

from news.article_versions as v

left join moved as m on v.article_id = m.article_id

where v.is_current and v.article_id in (select article_id from tonight.stage.restored where is_again);

insert into tonight.stage.damaged_texts by name

select d.*, m.method_version from found_damaged as d cross join tonight.stage.matching as m;

insert into tonight.stage.copied_evidence by name select * from found_evidence;
