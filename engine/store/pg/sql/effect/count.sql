-- Purpose: effects that are left, by state, counting at most $1 of them. Index: none is needed, the
-- table is small. 0 rows: nothing is left anywhere.
SELECT state, count(*)
  FROM (SELECT state FROM sagaflow.effect LIMIT $1::bigint) AS bounded
 GROUP BY state
