-- What each run brought, counted small: drift is judged by these rows, whatever the size of the warehouse.
create table ops.profiles (
    run_id varchar not null,
    run_date date not null,
    source varchar not null,
    publisher varchar,
    field varchar not null,
    value varchar not null,
    record_count bigint not null
);

alter table ops.runs add column sources varchar[];
