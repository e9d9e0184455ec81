-- one row per article and key that it holds, of the keys that tonight's articles hold or held
create or replace temp table holders as

with

asked as (

    select key from held where is_fresh

    union all

    select unnest(list_concat(bands, anchors)) as key from forgotten

)

select h.* from held as h semi join asked using (key);
