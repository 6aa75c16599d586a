-- Purpose: a new job with its instances ($8) in order, as one statement.
WITH job AS (
    INSERT INTO sagaflow.bulk_job (id, created_at, status, action, filter, arguments, reason, actor)
    VALUES ($1::text, $2::timestamptz, 'running', $3::text, $4::text, $5::text, $6::text, $7::text)
    RETURNING id)
INSERT INTO sagaflow.bulk_item (number, instance_id, job_id, status, detail)
SELECT i.number, i.instance_id, job.id, 'pending', ''
  FROM job, unnest($8::uuid[]) WITH ORDINALITY AS i (instance_id, number)
