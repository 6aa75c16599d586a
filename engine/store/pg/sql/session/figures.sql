-- Purpose: what the database says of itself, for the page of the system; sizes are those on disk.
-- Index: none. 0 rows: never.
SELECT current_setting('server_version'),
       pg_database_size(current_database()),
       (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datname = current_database())
