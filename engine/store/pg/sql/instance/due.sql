-- Purpose: instances of the shards $1 with something to do until $2, after the position ($3, $4).
-- Index: instance_wake, a range of at most $5 rows in each shard. 0 rows: nothing is due.
SELECT d.id, d.wake_at
  FROM unnest($1::int[]) AS w (shard)
 CROSS JOIN LATERAL (
    SELECT i.id, i.wake_at
      FROM sagaflow.instance AS i
     WHERE i.shard = w.shard AND i.wake_at IS NOT NULL AND i.wake_at <= $2::timestamptz
       AND (i.wake_at, i.id) > ($3::timestamptz, $4::uuid)
     ORDER BY i.wake_at, i.id
     LIMIT $5::bigint) AS d
 ORDER BY d.wake_at, d.id
 LIMIT $5::bigint
