-- Purpose: the oldest job that nobody else works on becomes the worker's ($1), for $2 milliseconds
-- by the database's clock: one that runs, or one that was stopped and is not settled. Index:
-- bulk_job_unfinished. Locks: one row, skipping those that another worker is just taking. 0 rows:
-- there is none.
UPDATE sagaflow.bulk_job AS j
   SET worker = $1::text, worker_until = now() + $2::bigint * interval '1 millisecond'
 WHERE j.id = (
     SELECT f.id
       FROM sagaflow.bulk_job AS f
      WHERE f.status IN ('running', 'stopped')
        AND NOT f.settled
        AND (f.worker_until IS NULL OR f.worker_until < now() OR f.worker = $1)
      ORDER BY f.created_at
      LIMIT 1
        FOR UPDATE SKIP LOCKED)
RETURNING j.id, j.created_at, j.ended_at, j.status, j.action, j.filter, j.arguments, j.reason,
          j.actor, j.even_if_moved
