alter table ops.runs add column kind varchar;

create table ops.overrides (
    article_id varchar not null,
    content_sha256 varchar not null,
    field varchar not null,
    value varchar not null,
    run_id varchar not null
);
