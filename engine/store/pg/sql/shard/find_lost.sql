-- Purpose: which shards ($1) no longer have the epochs ($2) of a refused commit.
-- Index: primary key. 0 rows: all have them; the refusal had another reason.
SELECT f.shard_id
  FROM unnest($1::int[], $2::bigint[]) AS f (shard_id, epoch)
  LEFT JOIN sagaflow.shard AS s ON s.shard_id = f.shard_id AND s.epoch = f.epoch
 WHERE s.shard_id IS NULL
