-- Purpose: all nodes; whether each has expired is judged here, by one clock for all.
-- Index: none, the whole table. 0 rows: no node has ever joined.
SELECT name, incarnation, address, expires_at, expires_at <= clock_timestamp(), draining
  FROM sagaflow.node ORDER BY name
