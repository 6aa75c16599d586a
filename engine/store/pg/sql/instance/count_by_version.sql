-- Purpose: a saga's instances by version and status. Index: instance_saga alone.
-- 0 rows: it has none.
SELECT version, status, count(*) FROM sagaflow.instance WHERE saga = $1::text
 GROUP BY version, status
