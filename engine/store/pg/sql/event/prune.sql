-- Purpose: forgets events that arrived before $1 and are consumed or have expired by then; at most
-- $2 in one go, so that it ends within its timeout.
-- Index: event_received, then the primary key. 0 rows: none is old enough.
DELETE FROM sagaflow.event AS e
 USING (SELECT o.source, o.id FROM sagaflow.event AS o
         WHERE o.received_at < $1::timestamptz
           AND (o.state = 'consumed' OR o.expires_at < $1::timestamptz)
         ORDER BY o.received_at, o.source, o.id
         LIMIT $2::bigint) AS old
 WHERE e.source = old.source AND e.id = old.id
