-- Purpose: the job is done once nothing of it is open; one that was stopped is settled once nothing
-- of it is started. Index: primary key, bulk_item_open. 0 rows: something is, or it has ended.
UPDATE sagaflow.bulk_job AS j
   SET status = CASE j.status WHEN 'running' THEN 'done' ELSE j.status END,
       ended_at = CASE j.status WHEN 'running' THEN $2::timestamptz ELSE j.ended_at END,
       settled = true
 WHERE j.id = $1::text
   AND j.status IN ('running', 'stopped')
   AND NOT j.settled
   AND NOT EXISTS (
       SELECT 1 FROM sagaflow.bulk_item AS i
        WHERE i.job_id = j.id AND i.job_id = $1::text AND i.status IN ('pending', 'started')
          AND (j.status = 'running' OR i.status = 'started'))
