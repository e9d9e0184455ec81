-- one row per article that is asked for the pairs it is in
create or replace temp table asked as

with

again as (

    select ('0x' || article_id)::ubigint as article_no, true as is_fresh from fresh

    union all

    select article_no, false as is_fresh from asked_again

)

select article_no, is_fresh, (row_number() over (order by article_no) - 1) // 100_000 as slice from again;

-- one row per holder of a key that several articles hold, but not too many; `telling_count` are its anchors among them
create or replace temp table meetings as

with

telling as (

    select h.key, h.article_no, h.anchor_count

    from holders as h

    semi join (select key from key_counts where not is_crowded(key, holder_count)) using (key)

),

counts as (

    select article_no, count(*) filter (where key % 2 = 0) as telling_count from telling group by article_no

)

select t.*, c.telling_count, a.is_fresh, a.slice

from telling as t

inner join counts as c on t.article_no = c.article_no

left join asked as a on t.article_no = a.article_no;
