-- Purpose: the next open items of the worker's job are marked as started; the status told is the
-- one before. Of a job that was stopped only those that are started already, to find out what
-- became of them. Index: bulk_item_open. Locks: the job's row first, then the items. 0 rows: there
-- are none, or the job is not the worker's any more.
WITH mine AS (
    UPDATE sagaflow.bulk_job
       SET worker_until = now() + $3::bigint * interval '1 millisecond'
     WHERE id = $1::text AND worker = $2::text AND status IN ('running', 'stopped') AND NOT settled
    RETURNING id, status = 'running' AS running),
next AS (
    SELECT i.number, i.status, mine.running
      FROM sagaflow.bulk_item AS i, mine
     WHERE i.job_id = mine.id AND i.job_id = $1::text AND i.status IN ('pending', 'started')
       AND (mine.running OR i.status = 'started')
     ORDER BY i.number
     LIMIT $4::bigint)
UPDATE sagaflow.bulk_item AS i
   SET status = 'started'
  FROM next
 WHERE i.job_id = $1::text AND i.number = next.number
RETURNING i.number, i.instance_id, next.status, i.detail, i.at, i.seen_seq, next.running
