-- Purpose: a row for each of the $1 shards of a new cluster. Index: primary key.
-- 0 rows: they are there.
INSERT INTO sagaflow.shard (shard_id, epoch)
SELECT n, 0 FROM generate_series(0, $1::int - 1) AS g (n)
ON CONFLICT (shard_id) DO NOTHING
