-- Purpose: the oldest running job that nobody else works on becomes the worker's ($1), for $2
-- milliseconds by the database's clock. Index: bulk_job_running. Locks: one row, skipping those
-- that another worker is just taking. 0 rows: there is none.
UPDATE sagaflow.bulk_job AS j
   SET worker = $1::text, worker_until = now() + $2::bigint * interval '1 millisecond'
 WHERE j.id = (
     SELECT f.id
       FROM sagaflow.bulk_job AS f
      WHERE f.status = 'running'
        AND (f.worker_until IS NULL OR f.worker_until < now() OR f.worker = $1)
      ORDER BY f.created_at
      LIMIT 1
        FOR UPDATE SKIP LOCKED)
RETURNING j.id, j.created_at, j.ended_at, j.status, j.action, j.filter, j.arguments, j.reason,
          j.actor
