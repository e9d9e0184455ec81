-- one row per staged article that repeats runs of fifteen or more words of itself over a fifth of its words
-- step one is cheap and picks suspects: the end of a sentence, or the start of a paragraph, that stands twice.
-- step two is exact, and only for them: every window of fifteen words, by letters and digits alone
with

sentences as (

    select
        article_id,
        unnest(
            string_split(
                -- the full stops of Devanagari, Chinese and Japanese, Ethiopic, Urdu
                case
                    when contains(body, '।') or contains(body, '。') or contains(body, '።') or contains(body, '۔')
                        then translate(body, '।。።۔', '....')
                    else body
                end,
                '.'
            )
        ) as sentence

    from tonight.stage.articles

),

paragraphs as (

    select article_id, unnest(string_split(body, E'\n')) as paragraph

    from tonight.stage.articles

),

suspects as (

    select distinct article_id

    from (

        -- the end of a sentence: its start may have a line break or a quote before it in one place and not in the other
        select article_id, hash(right(sentence, 40)) as piece_key

        from sentences

        where strlen(sentence) >= 40

        union all

        -- the start of a paragraph, for lines without a full stop; no sentence's end has its length
        select article_id, hash(left(paragraph, 41)) as piece_key

        from paragraphs

        where strlen(paragraph) >= 41

    )

    group by article_id, piece_key

    having count(*) > 1

),

texts as (

    select article_id, regexp_extract_all(lower(body), '[\p{L}\p{M}\p{N}]+') as words

    from tonight.stage.articles

    semi join suspects using (article_id)

),

words as (

    select article_id, len(words) as word_count, unnest(words) as word, unnest(range(1, len(words) + 1)) as start

    from texts

),

pairs as (

    select
        article_id,
        word_count,
        start,
        hash(word, lead(word) over (partition by article_id order by start))::hugeint as pair_key

    from words

),

windows as (

    -- fourteen pairs of neighbors are fifteen words in their order
    select
        article_id,
        word_count,
        start,
        sum(pair_key) over (
            partition by article_id order by start rows between current row and 13 following
        ) as window_key

    from pairs

    qualify start <= word_count - 14

),

repeats as (

    select article_id, word_count, start

    from windows

    -- a window that overlaps its own first occurrence repeats nothing yet
    qualify start >= 15 + min(start) over (partition by article_id, window_key)

),

covers as (

    select
        article_id,
        word_count,
        least(15, coalesce(lead(start) over (partition by article_id order by start) - start, 15)) as covered

    from repeats

)

select
    article_id,
    format('{} of its {} words repeat earlier ones', sum(covered), any_value(word_count)) as detail

from covers

group by article_id

having sum(covered) * 5 >= any_value(word_count)
