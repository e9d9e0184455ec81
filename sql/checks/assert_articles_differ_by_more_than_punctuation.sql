-- one row per article of tonight whose body differs from another article's in punctuation or case only
-- equal but for white space and quotes is assert_articles_have_distinct_bodies' case, and not repeated here
with

tonights_keys as (

    select distinct letters_key

    from news.bodies

    semi join tonight.stage.touched using (article_id)

),

candidates as (

    select article_id, letters_key

    from news.bodies

    semi join tonights_keys using (letters_key)

    qualify count(*) over (partition by letters_key) > 1

),

wanted as (

    -- one list first: DuckDB then knows it for the small side, and does not read every body of the warehouse
    select unnest(list(article_id)) as article_id from candidates

),

folded as (

    select
        article_id,
        regexp_replace(lower(nfc_normalize(body)), '[^\p{L}\p{M}\p{N}]+', '', 'g') as letters,
        trim(
            regexp_replace(
                translate(nfc_normalize(body), '“”„‟‘’‚‛', '""""'''''''''), '[\s\p{Z}]+', ' ', 'g'
            )
        ) as folded

    from news.article_versions

    semi join wanted using (article_id)

    where is_current

)

select
    article_id,
    min(article_id) over same_letters as other_article_id,
    left(folded, 100) as body_start

from folded

window
    same_letters as (partition by letters),
    same_body as (partition by letters, folded)

qualify count(*) over same_letters > count(*) over same_body
