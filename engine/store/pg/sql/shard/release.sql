-- Purpose: gives up the shards $1 that still have the epochs $2. The epoch grows with the next
-- owner.
-- Index: primary key. Lock order: by shard_id. 0 rows: they were taken already.
UPDATE sagaflow.shard AS s
   SET owner = '', owner_incarnation = ''
  FROM (SELECT c.shard_id
          FROM unnest($1::int[], $2::bigint[]) AS f (shard_id, epoch)
          JOIN sagaflow.shard AS c ON c.shard_id = f.shard_id AND c.epoch = f.epoch
         ORDER BY c.shard_id
           FOR UPDATE OF c) AS held
 WHERE s.shard_id = held.shard_id
