-- Purpose: new rows of instances that exist; an image stays where none is given.
-- Index: primary key; in place (HOT) unless wake_at, status, version or the end changes.
-- Lock order: as given; a shard has one writer.
-- When a row is missing the division fails (SQLSTATE 22012): the transaction is over.
WITH changed AS (
    UPDATE sagaflow.instance AS i
       SET updated_at = u.updated_at, wake_at = u.wake_at, ended_at = u.ended_at, seq = u.seq,
           version = u.version, key = u.key, status = u.status, state = u.state,
           waiting_for = u.waiting_for, error_type = u.error_type,
           error_message = u.error_message,
           image_seq = CASE WHEN u.image_seq = 0 THEN i.image_seq ELSE u.image_seq END,
           image = CASE WHEN u.image_seq = 0 THEN i.image ELSE u.image END
      FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[],
                  $5::bigint[], $6::int[], $7::text[], $8::text[], $9::text[], $10::text[],
                  $11::text[], $12::text[], $13::bigint[], $14::text[])
        AS u (id, updated_at, wake_at, ended_at, seq, version, key, status, state, waiting_for,
              error_type, error_message, image_seq, image)
     WHERE i.id = u.id
    RETURNING 1)
SELECT 1 / (count(*) = cardinality($1::uuid[]))::int FROM changed
