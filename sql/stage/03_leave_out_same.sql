-- What gate 1 looks at: tonight's records but for the unchanged. "In the future" counts from when a text was first seen.
create or replace table tonight.stage.seen_before as

select r.article_id, o.first_seen_at

from tonight.stage.records as r

inner join raw.records as o on r.article_id = o.article_id and r.content_sha256 = o.content_sha256;

-- What other records restore in their texts, and in stored ones: nothing before gate 1 (sql/restore).
create or replace table tonight.stage.restored (
    article_id varchar,
    body varchar,
    body_hash varchar,
    word_count integer,
    replacement_char_count integer,
    repairs varchar[],
    is_again boolean
);

create or replace table tonight.stage.restored_again as from tonight.stage.shard_articles limit 0;

create or replace table tonight.stage.damaged_texts as from news.damaged_texts limit 0;

create or replace table tonight.stage.copied_evidence as from news.article_evidence limit 0;

create or replace view tonight.stage.articles as

with

parsed as (

    select s.* replace (coalesce(o.first_seen_at, s.first_seen_at) as first_seen_at)

    from tonight.stage.shard_articles as s

    left join tonight.stage.seen_before as o on s.article_id = o.article_id

    where s.article_id not in (select article_id from tonight.stage.same)
        -- a revision that is held back, of a stored text that other records restore
        and s.article_id not in (select article_id from tonight.stage.restored where is_again)

    union all

    from tonight.stage.restored_again

)

select
    p.* replace (
        coalesce(r.body, p.body) as body,
        coalesce(r.word_count, p.word_count) as word_count,
        coalesce(r.replacement_char_count, p.replacement_char_count) as replacement_char_count,
        coalesce(r.repairs, p.repairs) as repairs
    ),
    string_split(coalesce(r.body, p.body), chr(10) || chr(10)) as paragraphs

from parsed as p

left join tonight.stage.restored as r on p.article_id = r.article_id;
