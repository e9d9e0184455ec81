-- one row per pair of articles, one of them in slice $slice of those asked, that may share enough text: they have a band
-- in common, or a fifth of the anchors of the one with fewer (a half is meant; 2.5 standard deviations of the sample
-- of a short text are left to chance)
with

pairs as (

    select own.article_no, other.article_no as other_article_no

    from meetings as own

    inner join asked as a on own.article_no = a.article_no and a.slice = $slice

    inner join meetings as other on own.key = other.key and own.article_no <> other.article_no

    left join asked as b on other.article_no = b.article_no

    -- a pair of two that are asked belongs to the greater; of those asked again only what is between them changed
    where if(b.article_no is null, a.is_fresh, other.article_no < own.article_no)

    group by own.article_no, other.article_no

    having
        bool_or(own.key % 2 = 1)
        or count(*) >= greatest(1, 0.2 * any_value(least(own.anchor_count, other.anchor_count)))

),

named as (

    select
        format('{:016x}', article_no) as article_id,
        format('{:016x}', other_article_no) as other_article_id

    from pairs

)

select n.article_id, n.other_article_id

from named as n

inner join news.fingerprints as f on n.article_id = f.article_id

inner join news.fingerprints as g on n.other_article_id = g.article_id

cross join tonight.stage.matching as m

where (abs(f.published_date - g.published_date) <= m.link_window_days) is not false
