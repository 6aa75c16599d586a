-- Purpose: items of a job after a number. Index: primary key. 0 rows: no more.
SELECT i.number, i.instance_id, i.status, i.detail, i.at, i.seen_seq
  FROM sagaflow.bulk_item AS i
 WHERE i.job_id = $1::text
   AND i.number > $2::bigint
   AND ($3::text IS NULL OR i.status = $3)
 ORDER BY i.number
 LIMIT $4::bigint
