-- one row per body of tonight whose article is not the smallest by date, source, file and record among its equals
-- the bodies that tonight's articles had before are looked at too: who leaves a group may have stood for it
with

tonights_bodies as (

    select distinct body_hash

    from news.article_versions

    semi join tonight.stage.touched using (article_id)

),

firsts as (

    select
        body_hash,
        arg_min(
            article_id,
            {
                'published_date': coalesce(published_date, date '9999-12-31'),
                'source': source,
                'source_uri': source_uri,
                'record_no': record_no
            }
        ) as first_article_id,
        count(*) as record_count

    from news.article_versions

    semi join tonights_bodies using (body_hash)

    where is_current

    group by body_hash

)

select
    firsts.first_article_id as article_id,
    bodies.article_id as standing_article_id,
    body_hash,
    firsts.record_count,
    bodies.record_count as standing_record_count

from firsts

full join (select * from news.bodies semi join tonights_bodies using (body_hash)) as bodies using (body_hash)

where
    firsts.first_article_id is distinct from bodies.article_id
    or firsts.record_count is distinct from bodies.record_count
