-- one row per pair of articles, one of them in slice $slice of those asked, that may share enough text: they have a band
-- in common, or a quarter of the anchors of the one with fewer. A half is asked for; the rest is left to the chance of
-- the sample. Of 885 pairs in five corpora that share enough, two have less.
with

pairs as (

    select own.article_no, other.article_no as other_article_no

    from meetings as own

    inner join meetings as other on own.key = other.key and own.article_no <> other.article_no

    where
        own.slice = $slice
        -- a pair of two that are asked belongs to the greater; of those asked again only what is between them changed
        and if(other.slice is null, own.is_fresh, other.article_no < own.article_no)
        -- with too few telling anchors to reach a quarter, a pair is not even counted
        and (
            own.key % 2 = 1
            or least(own.telling_count, other.telling_count) >= 0.25 * least(own.anchor_count, other.anchor_count)
        )

    group by own.article_no, other.article_no

    having
        max(own.key % 2) = 1
        or count(*) >= greatest(1, 0.25 * max(least(own.anchor_count, other.anchor_count)))

),

named as (

    select
        format('{:016x}', article_no) as article_id,
        format('{:016x}', other_article_no) as other_article_id

    from pairs

)

select n.article_id, n.other_article_id, f.shingle_count + g.shingle_count as shingle_count

from named as n

inner join news.fingerprints as f on n.article_id = f.article_id

inner join news.fingerprints as g on n.other_article_id = g.article_id

cross join tonight.stage.matching as m

where (abs(f.published_date - g.published_date) <= m.link_window_days) is not false
