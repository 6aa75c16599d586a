-- Purpose: saga, business key and status of the instances $1. Index: primary key.
-- 0 rows: none of them exists.
SELECT i.id, i.saga, i.key, i.status
  FROM sagaflow.instance AS i
 WHERE i.id = ANY ($1::uuid[])
