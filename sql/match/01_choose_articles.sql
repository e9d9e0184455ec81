-- Which record stands for each body that tonight touched: the smallest, whatever the order of arrival.
delete from news.bodies where body_hash in (select body_hash from tonight.stage.touched_bodies);

insert into news.bodies by name

select
    v.body_hash,
    arg_min(
        v.article_id,
        -- the id last: a record that a file has lost keeps its number, which another of that file may have now
        (coalesce(v.published_date, date '9999-12-31'), v.source, v.source_uri, v.record_no, v.article_id)
    ) as article_id,
    count(*) as record_count,
    -- For gate 2, which looks for equal texts with other eyes than body_hash has: the first 80 letters and digits in
    -- lower case. Folding whole bodies took 1.0 s for 28 MB, this a fiftieth; the check compares the hits in full.
    md5_number_lower(
        left(lower(regexp_replace(any_value(left(v.body, 240)), '[^\p{L}\p{N}]+', '', 'g')), 80)
    ) as letters_key

from news.article_versions as v

where v.is_current and v.body_hash in (select body_hash from tonight.stage.touched_bodies)

group by v.body_hash;
