-- Purpose: live instances by status, counting at most $1 of them. Index: instance_live alone.
-- 0 rows: nothing lives.
SELECT status, count(*)
  FROM (SELECT status FROM sagaflow.instance WHERE ended_at IS NULL LIMIT $1::bigint) AS live
 GROUP BY status
