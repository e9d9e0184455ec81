-- What was printed around their bodies found the candidates; whether one counts, its body alone decides.
insert into donor_keys by name

with

unnested as (

    select article_id, body_key, unnest(anchors) as key from signed_donors

),

asked_keys as (

    select distinct unnest(anchors) as key from asked

)

select u.article_id as donor_id, c.is_incoming, u.body_key, u.key

from unnested as u

semi join asked_keys as a on u.key = a.key

inner join candidates as c on u.article_id = c.donor_id;
