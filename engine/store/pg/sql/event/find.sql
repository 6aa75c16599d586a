-- Purpose: which of the events ($1, $2) are stored, with their position in the arrays.
-- Index: primary key. 0 rows: all are new.
SELECT a.position,
       e.source, e.id, e.type, e.key, e.state, e.received_at, e.expires_at, e.matched, e.arrival,
       e.traceparent, e.attributes, e.data
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS a (source, id, position)
  JOIN sagaflow.event AS e ON e.source = a.source AND e.id = a.id
