-- Purpose: hands work to other shards. Index: primary key, message_destination.
-- An id that is there is an error (SQLSTATE 23505).
INSERT INTO sagaflow.message (id, destination, instance_id, payload, sent_at, position)
SELECT m.id, m.destination, m.instance_id, m.payload, clock_timestamp(), m.position
  FROM unnest($1::text[], $2::int[], $3::uuid[], $4::text[])
       WITH ORDINALITY AS m (id, destination, instance_id, payload, position)
