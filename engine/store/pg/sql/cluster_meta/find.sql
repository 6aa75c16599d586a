-- Purpose: a setting of the cluster. Index: primary key. 0 rows: never set.
SELECT value FROM sagaflow.cluster_meta WHERE name = $1::text
