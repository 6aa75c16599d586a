-- Purpose: a new job with its instances ($8) in order, each with the event that it was seen at
-- ($9), as one statement.
WITH job AS (
    INSERT INTO sagaflow.bulk_job
        (id, created_at, status, action, filter, arguments, reason, actor, even_if_moved)
    VALUES ($1::text, $2::timestamptz, $10::text, $3::text, $4::text, $5::text, $6::text, $7::text,
            $11::boolean)
    RETURNING id)
INSERT INTO sagaflow.bulk_item (number, instance_id, seen_seq, job_id, status, detail)
SELECT i.number, i.instance_id, i.seen_seq, job.id, 'pending', ''
  FROM job,
       unnest($8::uuid[], $9::bigint[]) WITH ORDINALITY AS i (instance_id, seen_seq, number)
