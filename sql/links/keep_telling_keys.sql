-- one row per holder of a key that several articles hold, but not too many
create or replace temp table meetings as

select h.*

from holders as h

semi join (select key from key_counts where not is_crowded(key, holder_count)) using (key);

create or replace temp table asked as

select article_no, is_fresh, row_number() over (order by article_no) // 50_000 as slice

from (
    select ('0x' || article_id)::ubigint as article_no, true as is_fresh from fresh
    union all
    select article_no, false as is_fresh from asked_again
);
