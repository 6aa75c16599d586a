-- Purpose: what happened. Index: primary key grows.
-- A number that is there already is an error (SQLSTATE 23505).
INSERT INTO sagaflow.history (instance_id, first_seq, last_seq, at, events)
SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::text[])
