-- Purpose: a page of one instance's history, after event $2.
-- Index: primary key, from the row that may hold the next event. 0 rows: no newer events.
SELECT instance_id, first_seq, last_seq, at, events
  FROM sagaflow.history
 WHERE instance_id = $1::uuid
   AND first_seq >= (SELECT coalesce(max(p.first_seq), 0) FROM sagaflow.history AS p
                      WHERE p.instance_id = $1::uuid AND p.first_seq <= $2::bigint + 1)
   AND last_seq > $2::bigint
 ORDER BY first_seq
 LIMIT $3::bigint
