-- Purpose: the newest migration that was applied. Index: primary key. 0 rows: never.
SELECT coalesce(max(version), 0) FROM sagaflow.schema_migration
