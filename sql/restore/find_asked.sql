-- one row per damaged text that is looked at tonight: what is signed tonight, and what tonight's texts may help, or have
-- helped so far. `is_whole`: among all texts. The others have all their donors still: what came is compared with these.
create or replace temp table asked as

with

known as (

    select article_id, anchors, pieces, donor_ids

    from news.damaged_texts

    where article_id not in (select article_id from signed) and article_id not in (select article_id from incoming)

),

incoming_keys as (

    select distinct unnest(anchors) as key from incoming where not is_damaged

),

known_keys as (

    select article_id, len(anchors) as anchor_count, unnest(anchors) as key from known

),

reached as (

    select article_id

    from known_keys semi join incoming_keys using (key)

    group by article_id

    having count(*) >= 0.5 * any_value(anchor_count)

),

known_donors as (

    select article_id, unnest(donor_ids) as donor_id from known

),

changed as (

    select distinct article_id from known_donors where donor_id in (select article_id from incoming)

)

select
    article_id,
    anchors,
    pieces,
    []::varchar[] as donor_ids,
    article_id not in (select article_id from incoming) as is_stored,
    true as is_whole

from signed

union all

select *, true as is_stored, article_id in (select article_id from changed) as is_whole

from known

where article_id in (select article_id from reached union select article_id from changed);
