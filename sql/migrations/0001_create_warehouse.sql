create schema if not exists raw;
create schema if not exists news;
create schema if not exists ops;
create schema if not exists marts;

create table ops.migrations (
    name varchar not null,
    sha256 varchar not null,
    applied_at timestamptz not null
);

create table raw.records (
    article_id varchar not null,
    source varchar not null,
    source_uri varchar not null,
    record_no integer not null,
    record_key varchar not null,
    format varchar not null,
    text varchar,
    bytes blob,
    encoding varchar,
    content_sha256 varchar not null,
    byte_count bigint not null,
    file_modified_at timestamptz,
    first_seen_at timestamptz not null,
    is_current boolean not null,
    run_id varchar not null
);

create table news.article_versions (
    article_id varchar not null,
    source varchar not null,
    source_uri varchar not null,
    record_no integer not null,
    publisher varchar,
    url varchar,
    title varchar,
    title_tags varchar[],
    body varchar not null,
    paragraphs varchar[] generated always as (string_split(body, chr(10) || chr(10))) virtual,
    published_date date,
    published_at timestamptz,
    published_source varchar,
    updated_at timestamptz,
    dateline varchar,
    dateline_place varchar,
    dateline_date date,
    country_code varchar,
    latitude double,
    longitude double,
    agency varchar,
    credit varchar,
    authors varchar[],
    language varchar,
    word_count integer not null,
    paragraph_count integer not null,
    replacement_char_count integer not null,
    repairs varchar[],
    body_hash varchar not null,
    version integer not null,
    change varchar not null,
    valid_from timestamptz not null,
    valid_to timestamptz,
    is_current boolean not null,
    first_loaded_at timestamptz not null,
    loaded_at timestamptz not null,
    source_gone_at timestamptz,
    run_id varchar not null,
    parser_version varchar not null,
    content_sha256 varchar not null
);

create table news.article_evidence (
    article_id varchar not null,
    field varchar not null,
    value varchar,
    source varchar,
    rule varchar not null,
    confidence double,
    before varchar,
    after varchar
);

create table news.bodies (
    body_hash varchar not null,
    article_id varchar not null,
    record_count bigint not null,
    letters_key ubigint not null
);

create table news.links (
    article_id varchar not null,
    other_article_id varchar not null,
    kind varchar not null,
    similarity double,
    containment double,
    method_version varchar not null,
    run_id varchar not null
);

create table ops.sources (
    source varchar not null,
    root varchar not null,
    run_id varchar not null
);

create table ops.files (
    source varchar not null,
    source_uri varchar not null,
    byte_count bigint,
    mtime_ns bigint,
    content_sha256 varchar,
    record_count integer not null,
    parser_version varchar not null,
    settings_hash varchar not null,
    problem varchar,
    problem_detail varchar,
    read_at timestamptz not null,
    gone_at timestamptz,
    run_id varchar not null
);

create table ops.runs (
    run_id varchar not null,
    flow_run_name varchar,
    started_at timestamptz not null,
    finished_at timestamptz,
    status varchar not null,
    version integer,
    parser_version varchar not null,
    discovered_count bigint not null,
    new_count bigint not null,
    revised_count bigint not null,
    unchanged_count bigint not null,
    copy_count bigint not null,
    quarantined_count bigint not null,
    unreadable_count bigint not null,
    gone_count bigint not null,
    message varchar
);

create table ops.fates (
    run_id varchar not null,
    source varchar not null,
    source_uri varchar not null,
    record_no integer not null,
    fate varchar not null,
    reason varchar,
    article_id varchar
);

create table ops.quarantine (
    quarantine_id varchar not null,
    article_id varchar not null,
    source varchar not null,
    source_uri varchar not null,
    record_no integer not null,
    reason varchar not null,
    detail varchar,
    rule varchar,
    content_sha256 varchar,
    status varchar not null,
    run_id varchar not null
);

create table ops.checks (
    run_id varchar not null,
    gate integer not null,
    suite varchar not null,
    check_name varchar not null,
    severity varchar not null,
    status varchar not null,
    failed_count bigint,
    checked_count bigint,
    observed varchar,
    duration_seconds double
);

create table ops.stage_costs (
    run_id varchar not null,
    stage varchar not null,
    duration_seconds double not null,
    peak_rss_mb double,
    row_count bigint
);
