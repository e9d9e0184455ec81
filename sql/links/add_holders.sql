-- The other keys of the articles that are asked again, with all who hold them; a key of tonight has them already.
insert into holders by name

with

asked as (

    select unnest(list_concat(f.bands, f.anchors)) as key

    from news.fingerprints as f

    where ('0x' || f.article_id)::ubigint in (select article_no from asked_again)

),

held as (

    select
        f.article_id,
        len(f.anchors) as anchor_count,
        unnest(list_concat(f.bands, f.anchors)) as key

    from news.fingerprints as f

)

select
    h.key,
    ('0x' || h.article_id)::ubigint as article_no,
    h.anchor_count::uinteger as anchor_count,
    false as is_fresh

from held as h

semi join asked using (key)

where h.key not in (select key from holders);
