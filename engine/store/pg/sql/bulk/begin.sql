-- Purpose: a planned job runs from now on. Index: primary key. 0 rows: it is not planned.
UPDATE sagaflow.bulk_job
   SET status = 'running', reason = $2::text, actor = $3::text, created_at = $4::timestamptz,
       even_if_moved = $5::boolean
 WHERE id = $1::text AND status = 'planned'
RETURNING id
