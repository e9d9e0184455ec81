-- one row per staged article dated later than a day after it was first seen
-- the clock is first_seen_at, so that the same record is judged the same on any night
select
    article_id,
    source_uri,
    record_no,
    'dated ' || coalesce(published_at::varchar, published_date::varchar) || ' (' || published_source || ')' as detail

from tonight.stage.articles

where
    published_date > (first_seen_at at time zone 'UTC')::date + 1
    or published_at > first_seen_at + interval 1 day
