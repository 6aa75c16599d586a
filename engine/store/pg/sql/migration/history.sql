-- Purpose: every migration that was applied, and when. Index: primary key. 0 rows: never.
SELECT version, name, applied_at FROM sagaflow.schema_migration ORDER BY version
