-- Purpose: remembers that a migration was applied, and by which program. Index: primary key grows.
-- 0 rows: never.
INSERT INTO sagaflow.schema_migration (version, name, program, applied_at)
VALUES ($1::int, $2::text, $3::text, now())
