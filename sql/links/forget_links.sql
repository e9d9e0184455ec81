-- The links of changed articles are made anew, and those between articles that are asked again.
create or replace temp table unlinked as

with

changed as (

    select article_id from forgotten union select article_id from fresh

),

again as (

    select format('{:016x}', article_no) as article_id from asked_again

)

select l.article_id, l.other_article_id

from news.links as l

where
    l.article_id in (select article_id from changed)
    or l.other_article_id in (select article_id from changed)
    or (
        l.article_id in (select article_id from again)
        and l.other_article_id in (select article_id from again)
    );

delete from news.links as l
using unlinked as u
where l.article_id = u.article_id and l.other_article_id = u.other_article_id;
