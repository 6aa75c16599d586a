-- Purpose: the version table. Index: none. 0 rows: always.
CREATE TABLE IF NOT EXISTS sagaflow.schema_migration (
    version integer PRIMARY KEY,
    name text NOT NULL,
    program text NOT NULL,
    applied_at timestamptz NOT NULL
)
