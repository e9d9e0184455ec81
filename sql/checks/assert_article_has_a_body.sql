-- one row per staged article without a body: no letter and no digit in it
select
    article_id,
    source_uri,
    record_no,
    case
        when body <> '' then 'no letter and no digit in ' || left(body, 60)
        when title is not null then 'a title alone: ' || left(title, 60)
        else 'no title either'
    end as detail

from tonight.stage.articles

where body is null or not regexp_matches(body, '[\p{L}\p{N}]')
