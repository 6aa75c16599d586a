-- Purpose: who waits for the addresses ($1, $2), with the position of the address in the arrays.
-- Index: primary key, a range for each address. 0 rows: nobody waits.
SELECT a.position, s.type, s.key, s.instance_id, s.token
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS a (type, key, position)
  JOIN sagaflow.subscription AS s ON s.type = a.type AND s.key = a.key
 ORDER BY a.position, s.instance_id, s.token
