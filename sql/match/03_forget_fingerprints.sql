-- Forget the fingerprints of articles that stand for no body any more, that changed, or that another method made.
create or replace temp table forgotten as

with

stale as (

    select f.article_id

    from news.fingerprints as f

    cross join tonight.stage.matching as n

    left join news.bodies as b on f.article_id = b.article_id

    left join tonight.stage.accepted as a on f.article_id = a.article_id and a.is_changed

    where b.article_id is null or a.article_id is not null or f.method_version <> n.method_version

)

select f.article_id, f.bands, f.anchors from news.fingerprints as f where f.article_id in (select article_id from stale);

delete from news.fingerprints where article_id in (select article_id from forgotten);
