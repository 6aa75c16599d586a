-- Purpose: holds the shards of a commit ($1) under the epochs ($2) it was decided in, until it
-- ends.
-- A change of owner waits for this lock, and this statement for a change of owner.
-- Index: primary key. Lock order: by shard_id, as everywhere.
-- When a shard has another epoch the division fails (SQLSTATE 22012): the transaction is over.
SELECT 1 / (count(*) = cardinality($1::int[]))::int
  FROM (SELECT s.shard_id
          FROM unnest($1::int[], $2::bigint[]) AS f (shard_id, epoch)
          JOIN sagaflow.shard AS s ON s.shard_id = f.shard_id AND s.epoch = f.epoch
         ORDER BY s.shard_id
           FOR SHARE OF s) AS held
