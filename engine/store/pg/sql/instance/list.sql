-- Purpose: a page of the list, newest first; the image stays in the table.
-- Index: planned for each call with its values, so that absent filters vanish: instance_saga,
-- instance_key, instance_live (only live statuses asked: $4), else the primary key backwards.
-- Start times are ranges of ids. 0 rows: nothing matches.
SELECT i.id, i.started_at, i.updated_at, i.wake_at, i.ended_at, i.seq, i.version, i.saga, i.key,
       i.status, i.state, i.waiting_for, i.error_type, i.error_message
  FROM sagaflow.instance AS i
 WHERE ($1::text IS NULL OR i.saga = $1)
   AND ($2::int IS NULL OR i.version = $2)
   AND ($3::text[] IS NULL OR i.status = ANY ($3))
   AND (NOT $4::boolean OR i.ended_at IS NULL)
   AND ($5::text IS NULL OR $5 = ANY (string_to_array(i.state, ',')))
   AND ($6::text IS NULL OR i.key = $6)
   AND ($7::text IS NULL OR i.error_type = $7)
   AND ($8::text IS NULL OR position($8 IN i.waiting_for) > 0)
   AND ($9::text IS NULL
        OR position(lower($9) IN lower(i.key)) > 0
        OR starts_with(i.id::text, lower($9))
        OR position(lower($9) IN lower(i.error_type)) > 0
        OR position(lower($9) IN lower(i.error_message)) > 0)
   AND i.id >= $10::uuid
   AND i.id < $11::uuid
 ORDER BY i.id DESC
 LIMIT $12::bigint
