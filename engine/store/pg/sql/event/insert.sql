-- Purpose: events that arrived. Index: primary key, event_received, event_kept for kept ones.
-- A second one of the same identity is an error (SQLSTATE 23505).
INSERT INTO sagaflow.event (
    source, id, type, key, state, received_at, expires_at, matched, arrival, traceparent,
    attributes, data)
SELECT * FROM unnest(
    $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
    $7::timestamptz[], $8::bigint[], $9::bigint[], $10::text[], $11::text[], $12::text[])
