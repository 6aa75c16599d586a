-- Purpose: a page of the list of events, newest first, before the position ($3, $4, $5).
-- Index: event_received backwards, filtered. 0 rows: no more.
SELECT e.source, e.id, e.type, e.key, e.state, e.received_at, e.expires_at, e.matched, e.arrival,
       e.traceparent, e.attributes, e.data
  FROM sagaflow.event AS e
 WHERE ($1::text IS NULL OR e.state = $1)
   AND ($2::text IS NULL OR e.type = $2)
   AND (e.received_at, e.source, e.id) < ($3::timestamptz, $4::text, $5::text)
 ORDER BY e.received_at DESC, e.source DESC, e.id DESC
 LIMIT $6::bigint
