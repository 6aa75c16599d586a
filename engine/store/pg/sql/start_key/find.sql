-- Purpose: which of the keys ($1, $2) are taken, with the position of the key in the arrays.
-- Index: primary key. 0 rows: all are free.
SELECT a.position, k.scope, k.key, k.instance_id, k.fingerprint, k.created_at
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS a (scope, key, position)
  JOIN sagaflow.start_key AS k ON k.scope = a.scope AND k.key = a.key
