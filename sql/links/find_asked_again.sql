-- Where a key became crowded tonight, or ceased to be, older articles may lose candidates or gain some: they are asked again.
create or replace temp table asked_again as

with

changed_keys as (

    select key from key_counts where is_crowded(key, holder_count) <> is_crowded(key, earlier_count)

)

select distinct article_no from holders semi join changed_keys using (key) where not is_fresh;
