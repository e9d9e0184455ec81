-- Whoever holds half of a text's anchors holds one at least of any half of them and one more. The rarest are looked up, so
-- that what everybody prints is passed over; which they are may change from night to night, but nobody is missed.
create or replace temp table looked_up as

with

keys as (

    select article_id, is_whole, len(anchors) as anchor_count, unnest(anchors) as key from asked

),

held as (

    select unnest(anchors) as key from incoming where not is_damaged

    union all

    select unnest(anchors) as key from news.fingerprints

),

counted as (

    select key, count(*) as holder_count from held semi join keys using (key) group by key

),

ranked as (

    select
        k.key,
        k.is_whole,
        k.anchor_count,
        row_number() over (partition by k.article_id order by coalesce(c.holder_count, 0), k.key) as place

    from keys as k

    left join counted as c on k.key = c.key

)

select key, bool_or(is_whole) as is_whole from ranked where place <= anchor_count // 2 + 1 group by key;

-- one row per text that lost nothing and may help one that is asked
create or replace temp table candidates as

with

incoming_keys as (

    select article_id, unnest(anchors) as key from incoming where not is_damaged

),

stored_keys as (

    select article_id, unnest(anchors) as key from news.fingerprints

),

holders as (

    select distinct article_id from stored_keys semi join (select key from looked_up where is_whole) using (key)

)

select distinct article_id as donor_id, true as is_incoming from incoming_keys semi join looked_up using (key)

union

-- a fingerprint is that of the article; its copies have the same words
select v.article_id as donor_id, false as is_incoming

from holders as h

inner join news.bodies as b on h.article_id = b.article_id

inner join news.article_versions as v on b.body_hash = v.body_hash and v.is_current

where not is_damaged(v.replacement_char_count, v.repairs) and v.article_id not in (select article_id from incoming)

union

select unnest(donor_ids) as donor_id, false as is_incoming from asked where not is_whole;

create or replace temp table donor_keys (donor_id varchar, is_incoming boolean, body_key ubigint, key uinteger);
