-- Purpose: takes those of the shards $3 whose epoch is still $4 and whose owner is nobody, this
-- node
-- ($1, incarnation $2), or a process that no longer holds a lease.
-- Index: primary keys of shard and node. Lock order: by shard_id; waits for commits in flight.
-- 0 rows: somebody else was faster, or their owners live.
UPDATE sagaflow.shard AS s
   SET epoch = s.epoch + 1, owner = $1::text, owner_incarnation = $2::text,
       acquired_at = clock_timestamp()
  FROM (SELECT c.shard_id
          FROM unnest($3::int[], $4::bigint[]) AS w (shard_id, epoch)
          JOIN sagaflow.shard AS c ON c.shard_id = w.shard_id AND c.epoch = w.epoch
         WHERE c.owner IN ('', $1::text)
            OR NOT EXISTS (SELECT FROM sagaflow.node AS n
                            WHERE n.name = c.owner AND n.incarnation = c.owner_incarnation
                              AND n.expires_at > clock_timestamp())
         ORDER BY c.shard_id
           FOR UPDATE OF c) AS free
 WHERE s.shard_id = free.shard_id
RETURNING s.shard_id, s.epoch
