-- news.search('two words'): one row per article that has every word or a form of it, the best first (BM25)
create macro memory.news.search(words) as table
with

scored as (

    select
        article_id,
        match_bm25(
            article_id, array_to_string(regexp_extract_all(words, '[\pL\pN]+'), ' '), conjunctive := 1
        ) as score

    from search_index.main.texts

)

select
    round(s.score, 3) as score,
    a.article_id,
    a.published_date,
    a.publisher,
    a.agency,
    a.title

from scored as s

inner join warehouse.news.articles as a on s.article_id = a.article_id

where s.score is not null and regexp_matches(words, '[\pL\pN]')

order by s.score desc, a.published_date desc, a.article_id
