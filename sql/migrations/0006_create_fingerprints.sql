create table news.fingerprints (
    article_id varchar not null,
    method_version varchar not null,
    published_date date,
    shingle_count integer not null,
    bands uinteger[] not null,
    anchors uinteger[] not null,
    run_id varchar not null
);

alter table news.links add column direction varchar;
alter table news.links add column span_start integer;
alter table news.links add column span_length integer;
alter table news.links add column other_span_start integer;
alter table news.links add column other_span_length integer;

create table news.story_members (
    article_id varchar not null,
    story_id varchar not null
);
