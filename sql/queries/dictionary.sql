-- one row per column of every table: its type, and what it means
select
    c.schema_name || '.' || c.table_name as table_name,
    c.column_name,
    c.data_type,
    c.comment as meaning

from duckdb_columns() as c

where c.schema_name in ('news', 'marts', 'ops', 'raw')

order by list_position(['news', 'marts', 'ops', 'raw'], c.schema_name), c.table_name, c.column_index
