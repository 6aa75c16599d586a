-- Purpose: a running job ends here. Index: primary key. 0 rows: it was not running.
UPDATE sagaflow.bulk_job
   SET status = 'stopped', ended_at = $2::timestamptz
 WHERE id = $1::text AND status = 'running'
RETURNING id
