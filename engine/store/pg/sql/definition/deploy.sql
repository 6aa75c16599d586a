-- Purpose: gives the content $2 of saga $1 its next version, unless it has one.
-- Index: both unique keys. Needs the table's lock. 0 rows: this content is known; find it.
INSERT INTO sagaflow.definition (deploy_order, created_at, version, saga, content_hash, source)
SELECT (SELECT coalesce(max(deploy_order), 0) + 1 FROM sagaflow.definition),
       date_trunc('milliseconds', clock_timestamp()),
       (SELECT coalesce(max(version), 0) + 1 FROM sagaflow.definition WHERE saga = $1::text),
       $1::text, $2::text, $3::text
ON CONFLICT (saga, content_hash) DO NOTHING
RETURNING version, created_at
