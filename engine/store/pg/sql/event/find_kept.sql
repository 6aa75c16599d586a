-- Purpose: events that wait at the addresses ($1, $2) and have not expired at $3.
-- Index: event_kept, in its order. 0 rows: nothing waits there.
SELECT e.source, e.id, e.type, e.key, e.state, e.received_at, e.expires_at, e.matched, e.arrival,
       e.traceparent, e.attributes, e.data
  FROM (SELECT DISTINCT type, key FROM unnest($1::text[], $2::text[]) AS w (type, key)) AS a
  JOIN sagaflow.event AS e
    ON e.type = a.type AND e.key = a.key AND e.state = 'kept' AND e.expires_at > $3::timestamptz
 ORDER BY e.type, e.key, e.arrival, e.source, e.id
