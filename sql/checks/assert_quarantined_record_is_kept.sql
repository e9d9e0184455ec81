-- one row per record that tonight's run quarantined, whose text or whose quarantine entry is missing
select article_id, fates.run_id, fates.source, fates.source_uri, fates.record_no, fates.reason

from ops.fates as fates

semi join tonight.stage.run using (run_id)

left join (
    select distinct article_id, true as is_kept

    from tonight.stage.records

    semi join raw.records using (article_id, content_sha256)
) as records using (article_id)

left join (
    -- listed tonight, or earlier for the same reason
    select distinct article_id, reason, true as is_listed

    from ops.quarantine

    where status = 'open'
) as entries using (article_id, reason)

where fates.fate = 'quarantined' and (records.is_kept is null or entries.is_listed is null)
