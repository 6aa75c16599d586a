-- Purpose: forgets nodes that expired before $1 and own nothing; at most $2 in one go.
-- Index: none, small tables. 0 rows: none such.
DELETE FROM sagaflow.node AS n
 USING (SELECT o.name FROM sagaflow.node AS o
         WHERE o.expires_at < $1::timestamptz AND o.expires_at <= clock_timestamp()
           AND NOT EXISTS (SELECT FROM sagaflow.shard AS s WHERE s.owner = o.name)
         LIMIT $2::bigint) AS old
 WHERE n.name = old.name AND n.expires_at < $1::timestamptz
