-- Purpose: claims keys. Index: primary key. A key that is taken is an error (SQLSTATE 23505).
INSERT INTO sagaflow.start_key (scope, key, instance_id, fingerprint, created_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[], $5::timestamptz[])
