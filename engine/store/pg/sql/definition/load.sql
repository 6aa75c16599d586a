-- Purpose: definitions deployed after the first $1, in that order. Index: deploy_order.
-- 0 rows: nothing new.
SELECT saga, version, content_hash, source, created_at
  FROM sagaflow.definition WHERE deploy_order > $1::bigint ORDER BY deploy_order
