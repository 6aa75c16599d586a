-- Purpose: deletes one job with its items: ended before $1, or planned before $2 or before the $3
-- newest plans. As one statement, so that nobody begins a plan that is half gone. Index: primary
-- key of the items; there are few jobs. Locks: the job's row, skipping one that just begins.
WITH gone AS (
    DELETE FROM sagaflow.bulk_job AS j
     WHERE j.id = (
         SELECT f.id
           FROM sagaflow.bulk_job AS f
          WHERE (f.status IN ('stopped', 'done') AND f.ended_at < $1::timestamptz)
             OR (f.status = 'planned'
                 AND (f.created_at < $2::timestamptz
                      OR f.id IN (
                          SELECT p.id FROM sagaflow.bulk_job AS p
                           WHERE p.status = 'planned'
                           ORDER BY p.created_at DESC, p.id DESC
                          OFFSET $3::bigint)))
          LIMIT 1
            FOR UPDATE SKIP LOCKED)
    RETURNING j.id),
items AS (
    DELETE FROM sagaflow.bulk_item AS i USING gone WHERE i.job_id = gone.id)
SELECT EXISTS (SELECT 1 FROM gone)
