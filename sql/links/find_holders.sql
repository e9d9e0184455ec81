-- Who holds the keys that tonight's articles hold or held. An article's id is 16 hex digits: as a number it takes less.
-- A key that too many articles hold says nothing of any two of them: odd keys are bands, even ones are anchors.
create or replace temp macro is_crowded(key, holder_count) as holder_count > if(key % 2 = 1, 1024, 128);

create or replace temp table fresh as

select article_id from news.fingerprints semi join tonight.stage.run using (run_id);

create or replace temp table holders as

with

asked as (

    select unnest(list_concat(f.bands, f.anchors)) as key from news.fingerprints as f semi join fresh using (article_id)

    union all

    select unnest(list_concat(f.bands, f.anchors)) as key from forgotten as f

),

held as (

    select
        f.article_id,
        f.run_id,
        len(f.anchors) as anchor_count,
        unnest(list_concat(f.bands, f.anchors)) as key

    from news.fingerprints as f

)

select
    h.key,
    ('0x' || h.article_id)::ubigint as article_no,
    h.anchor_count::uinteger as anchor_count,
    h.run_id = (select run_id from tonight.stage.run) as is_fresh

from held as h

semi join asked using (key);
