-- Purpose: jobs, newest first, before the position ($2, $3), without those that are only planned;
-- one alone where $1 names it. Index: primary key, or bulk_job_created backwards. 0 rows: no more.
SELECT j.id, j.created_at, j.ended_at, j.status, j.action, j.filter, j.arguments, j.reason, j.actor,
       j.even_if_moved
  FROM sagaflow.bulk_job AS j
 WHERE (j.id = $1::text OR ($1 IS NULL AND j.status <> 'planned'))
   AND (j.created_at, j.id) < ($2::timestamptz, $3::text)
 ORDER BY j.created_at DESC, j.id DESC
 LIMIT $4::bigint
