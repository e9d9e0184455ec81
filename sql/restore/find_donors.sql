-- one row per damaged text that is looked at tonight: what came, and what tonight's texts may help, or have helped so far
create or replace temp table asked as

with

incoming_keys as (

    select distinct unnest(anchors) as key from incoming where not is_damaged

),

stored_keys as (

    select article_id, unnest(anchors) as key from news.damaged_texts

),

stored_donors as (

    select article_id, unnest(donor_ids) as donor_id from news.damaged_texts

),

reached as (

    select article_id from stored_keys semi join incoming_keys using (key)

    union

    select article_id from stored_donors where donor_id in (select article_id from incoming)

)

select article_id, anchors, [] as pieces, article_id not in (select article_id from incoming) as is_stored from signed

union all

select article_id, anchors, pieces, true as is_stored

from news.damaged_texts

where article_id in (select article_id from reached) and article_id not in (select article_id from incoming);

-- one row per damaged text and donor that may hold half of it; of equal bodies one donor speaks
create or replace temp table pairs as

with

keys as (

    select article_id, len(anchors) as anchor_count, unnest(anchors) as key from asked

),

held as (

    select article_id as holder_id, true as is_incoming, unnest(anchors) as key from incoming where not is_damaged

    union all

    select article_id as holder_id, false as is_incoming, unnest(anchors) as key from news.fingerprints

),

sharing as (

    select k.article_id, h.holder_id, h.is_incoming

    from keys as k

    inner join held as h on k.key = h.key

    group by all

    having count(*) >= 0.5 * any_value(k.anchor_count)

),

donors as (

    select s.article_id, i.article_id as donor_id, i.body_hash, i.published_date

    from sharing as s

    inner join incoming as i on s.is_incoming and s.holder_id = i.article_id

    union all

    -- a fingerprint is that of the article; its copies have the same words
    select s.article_id, v.article_id as donor_id, v.body_hash, v.published_date

    from sharing as s

    inner join news.bodies as b on not s.is_incoming and s.holder_id = b.article_id

    inner join news.article_versions as v on b.body_hash = v.body_hash and v.is_current

    where not is_damaged(v.replacement_char_count, v.repairs) and v.article_id not in (select article_id from incoming)

)

select
    article_id,
    arg_min(donor_id, (coalesce(published_date, date '9999-12-31'), donor_id)) as donor_id

from donors

group by article_id, body_hash;
