-- Purpose: the version that the content $2 of saga $1 has. Index: its unique key.
-- 0 rows: it was never deployed.
SELECT version, created_at FROM sagaflow.definition
 WHERE saga = $1::text AND content_hash = $2::text
