-- Purpose: how many definitions were ever deployed. Index: deploy_order, its last entry.
-- 0 rows: never.
SELECT coalesce(max(deploy_order), 0) FROM sagaflow.definition
