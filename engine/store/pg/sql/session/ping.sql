-- Purpose: a round trip that also proves that the tables are there.
-- Index: primary key. 0 rows: the schema was never set up.
SELECT value FROM sagaflow.cluster_meta WHERE name = 'shard_count'
