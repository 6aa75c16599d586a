-- Purpose: says that this process lives for $4 more milliseconds by the database's clock.
-- Index: primary key. 0 rows: another process of this name lives.
INSERT INTO sagaflow.node AS n (name, incarnation, address, expires_at, draining)
VALUES ($1::text, $2::text, $3::text,
        clock_timestamp() + $4::bigint * interval '1 millisecond', $5::boolean)
ON CONFLICT (name) DO UPDATE
   SET incarnation = excluded.incarnation, address = excluded.address,
       expires_at = excluded.expires_at, draining = excluded.draining
 WHERE n.incarnation = excluded.incarnation OR n.expires_at <= clock_timestamp()
RETURNING 1
