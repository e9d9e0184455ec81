"""The DuckDB file: the only place that imports duckdb."""
