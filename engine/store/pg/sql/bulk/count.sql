-- Purpose: items of the jobs by status. Index: primary key, a range for each job.
SELECT job_id, status, count(*)
  FROM sagaflow.bulk_item
 WHERE job_id = ANY ($1::text[])
 GROUP BY job_id, status
