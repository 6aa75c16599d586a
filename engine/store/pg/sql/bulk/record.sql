-- Purpose: what came of items; one that has its result keeps it. Tells whether the job still runs.
-- Index: primary key. 0 rows: there is no such job.
WITH results AS (
    UPDATE sagaflow.bulk_item AS i
       SET status = g.status, detail = g.detail, at = g.at
      FROM unnest($2::bigint[], $3::text[], $4::text[], $5::timestamptz[])
        AS g (number, status, detail, at)
     WHERE i.job_id = $1::text AND i.number = g.number AND i.status IN ('pending', 'started'))
SELECT j.status = 'running' FROM sagaflow.bulk_job AS j WHERE j.id = $1::text
