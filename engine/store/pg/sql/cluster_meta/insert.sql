-- Purpose: a setting that is fixed when the cluster is made. Index: primary key.
-- 0 rows: it was fixed earlier, and that value counts.
INSERT INTO sagaflow.cluster_meta (name, value) VALUES ($1::text, $2::text)
ON CONFLICT (name) DO NOTHING
