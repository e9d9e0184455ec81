-- Among tonight's articles are from here on the stored ones whose text changes: as stored, but for what changes.
insert into tonight.stage.restored by name select * from found_restored;

insert into tonight.stage.restored_again by name

select v.* exclude (
    paragraphs, body_hash, version, change, valid_from, valid_to, is_current, first_loaded_at, loaded_at,
    source_gone_at, run_id
)

from news.article_versions as v

where v.is_current and v.article_id in (select article_id from tonight.stage.restored where is_again);

insert into tonight.stage.damaged_texts by name select * from found_damaged;

insert into tonight.stage.copied_evidence by name select * from found_evidence;
