-- one row per damaged text of this part that somebody can help: the sixteen that hold the most of its anchors. Of the same
-- body, quotes and all, the smallest id speaks. Who comes can only move up in this order, or let others move up by going:
-- so where all sixteen are still what they were, none but tonight's can take a place from them.
with

keys as (

    select article_id, is_whole, donor_ids, len(anchors) as anchor_count, unnest(anchors) as key

    from asked semi join part using (article_id)

),

sharing as (

    select k.article_id, d.body_key, d.donor_id, count(*) as shared_count

    from keys as k

    inner join donor_keys as d on k.key = d.key

    where k.is_whole or d.is_incoming or list_contains(k.donor_ids, d.donor_id)

    group by k.article_id, d.body_key, d.donor_id

    having count(*) >= 0.5 * any_value(k.anchor_count)

),

speaking as (

    select article_id, min(donor_id) as donor_id, any_value(shared_count) as shared_count

    from sharing

    group by article_id, body_key

),

nearest as (

    select article_id, donor_id

    from speaking

    qualify row_number() over (partition by article_id order by shared_count desc, donor_id) <= 16

)

select article_id, list(donor_id order by donor_id) as found_ids from nearest group by article_id order by article_id
