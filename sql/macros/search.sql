-- news.search('two words'): one row per article that has every word, whatever its case and accents, in title or body.
-- Plain SQL, so that any client has it; its score is one and the number of the words that stand in the title. Where
-- Wirehouse itself asks, a search by DuckDB's fts extension takes its place (sql/search). A pattern for each row took
-- ten times as long as the one that the words, a constant, are made into.
create or replace macro news.search(words) as table
with

texts as (

    select
        article_id,
        lower(strip_accents(coalesce(title, ''))) as title,
        lower(strip_accents(coalesce(title, '') || ' ' || body)) as everything

    from news.articles

),

found as (

    select
        article_id,
        regexp_extract_all(
            '  ' || regexp_replace(everything, '[^\pL\pN]+', '  ', 'g') || '  ',
            ' (' || array_to_string(regexp_extract_all(lower(strip_accents(words)), '[\pL\pN]+'), '|') || ') ',
            1
        ) as found_words,
        regexp_extract_all(
            '  ' || regexp_replace(title, '[^\pL\pN]+', '  ', 'g') || '  ',
            ' (' || array_to_string(regexp_extract_all(lower(strip_accents(words)), '[\pL\pN]+'), '|') || ') ',
            1
        ) as title_words

    from texts

    where contains(everything, regexp_extract(lower(strip_accents(words)), '[\pL\pN]+'))

)

select
    1.0::double + list_unique(f.title_words) as score,
    a.article_id,
    a.published_date,
    a.publisher,
    a.agency,
    a.title

from found as f

inner join news.articles as a on f.article_id = a.article_id

where
    len(f.found_words) > 0
    and list_unique(f.found_words) = list_unique(regexp_extract_all(lower(strip_accents(words)), '[\pL\pN]+'))

order by score desc, a.published_date desc, a.article_id
