-- Purpose: the next open items of the worker's job are marked as started; the status told is the
-- one before. Index: bulk_item_open. Locks: the job's row first, then the items. 0 rows: nothing is
-- open, or the job is not the worker's any more, or was stopped.
WITH mine AS (
    UPDATE sagaflow.bulk_job
       SET worker_until = now() + $3::bigint * interval '1 millisecond'
     WHERE id = $1::text AND worker = $2::text AND status = 'running'
    RETURNING id),
next AS (
    SELECT i.number, i.status
      FROM sagaflow.bulk_item AS i, mine
     WHERE i.job_id = mine.id AND i.job_id = $1::text AND i.status IN ('pending', 'started')
     ORDER BY i.number
     LIMIT $4::bigint)
UPDATE sagaflow.bulk_item AS i
   SET status = 'started'
  FROM next
 WHERE i.job_id = $1::text AND i.number = next.number
RETURNING i.number, i.instance_id, next.status, i.detail, i.at
