-- Purpose: instances begin to wait for events. Index: primary key. 0 rows: all were there.
INSERT INTO sagaflow.subscription (type, key, instance_id, token)
SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[])
ON CONFLICT DO NOTHING
