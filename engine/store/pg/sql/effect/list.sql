-- Purpose: a page of the effects that are left, oldest first, after the position ($4 … $8), with
-- the business keys of their instances.
-- Index: effect_since, filtered; the instances by their primary key. 0 rows: no more.
SELECT e.instance_id, e.since, e.visit, e.saga, e.step, e.item, e.state, e.call, e.why, i.key
  FROM sagaflow.effect AS e
  LEFT JOIN sagaflow.instance AS i ON i.id = e.instance_id
 WHERE ($1::text IS NULL OR e.state = $1)
   AND ($2::text IS NULL OR e.saga = $2)
   AND ($3::timestamptz IS NULL OR e.since < $3)
   AND (e.since, e.instance_id, e.step, e.item, e.visit)
       > ($4::timestamptz, $5::uuid, $6::text, $7::text, $8::int)
 ORDER BY e.since, e.instance_id, e.step, e.item, e.visit
 LIMIT $9::bigint
