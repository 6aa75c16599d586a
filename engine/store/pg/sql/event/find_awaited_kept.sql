-- Purpose: addresses at which an event is kept that an instance of the shards ($1) waits for at
-- $2, at most $3. Index: event_kept, then the primary key of subscription. The shard is the 12 bits
-- behind the version of the instance's UUID. 0 rows: nothing was missed.
SELECT DISTINCT e.type, e.key
  FROM sagaflow.event AS e
  JOIN sagaflow.subscription AS s ON s.type = e.type AND s.key = e.key
 WHERE e.state = 'kept' AND e.expires_at > $2::timestamptz
   AND (get_byte(uuid_send(s.instance_id), 6) & 15) * 256 + get_byte(uuid_send(s.instance_id), 7)
       = ANY ($1::int4[])
 LIMIT $3
