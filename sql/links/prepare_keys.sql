-- A key that too many articles hold says nothing of any two of them: odd keys are bands, even ones are anchors.
create or replace temp macro is_crowded(key, holder_count) as holder_count > if(key % 2 = 1, 1024, 64);

create or replace temp table fresh as

select article_id from news.fingerprints semi join tonight.stage.run using (run_id);

-- one row per article and key; an article's id is 16 hex digits, which take less as a number
create or replace temp view held as

with

numbered as (

    select
        ('0x' || f.article_id)::ubigint as article_no,
        len(f.anchors)::uinteger as anchor_count,
        f.run_id = r.run_id as is_fresh,
        list_concat(f.bands, f.anchors) as keys

    from news.fingerprints as f

    cross join tonight.stage.run as r

)

select article_no, anchor_count, is_fresh, unnest(keys) as key from numbered;
