-- one row per article of tonight whose body is another article's, but for white space and the style of quotes
-- it does not trust body_hash: candidates share their first letters and digits (news.bodies.letters_key), and each is
-- then compared as a whole
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
    min(article_id) over same_body as other_article_id,
    left(folded, 100) as body_start

from folded

window same_body as (partition by folded)

qualify count(*) over same_body > 1
