-- Purpose: the job is done once nothing of it is open. Index: primary key, bulk_item_open. 0 rows:
-- something is, or it has ended.
UPDATE sagaflow.bulk_job AS j
   SET status = 'done', ended_at = $2::timestamptz
 WHERE j.id = $1::text
   AND j.status = 'running'
   AND NOT EXISTS (
       SELECT 1 FROM sagaflow.bulk_item AS i
        WHERE i.job_id = j.id AND i.job_id = $1::text AND i.status IN ('pending', 'started'))
