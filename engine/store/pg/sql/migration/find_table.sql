-- Purpose: whether the version table is there, without an error when it is not. Index: none.
-- 0 rows: never.
SELECT to_regclass('sagaflow.schema_migration') IS NOT NULL
