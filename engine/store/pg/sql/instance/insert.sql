-- Purpose: new instances. Index: all of the table grow.
-- An id that exists is an error (SQLSTATE 23505).
INSERT INTO sagaflow.instance (
    id, started_at, updated_at, wake_at, ended_at, seq, shard, version,
    saga, key, status, state, waiting_for, error_type, error_message, image_seq, image)
SELECT * FROM unnest(
    $1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[],
    $6::bigint[], $7::int[], $8::int[], $9::text[], $10::text[], $11::text[], $12::text[],
    $13::text[], $14::text[], $15::text[], $16::bigint[], $17::text[])
