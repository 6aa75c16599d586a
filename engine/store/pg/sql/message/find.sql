-- Purpose: work for the shards $1, oldest first. Index: message_destination, at most $2 rows each.
-- 0 rows: none.
SELECT d.id, d.destination, d.instance_id, d.payload
  FROM unnest($1::int[]) AS w (shard)
 CROSS JOIN LATERAL (
    SELECT m.id, m.destination, m.instance_id, m.payload, m.sent_at, m.position
      FROM sagaflow.message AS m
     WHERE m.destination = w.shard
     ORDER BY m.sent_at, m.position, m.id
     LIMIT $2::bigint) AS d
 ORDER BY d.sent_at, d.position, d.id
 LIMIT $2::bigint
