-- Purpose: forgets Idempotency-Keys older than $1; at most $2 in one go.
-- Index: start_key_request, then the primary key. 0 rows: none is.
DELETE FROM sagaflow.start_key AS k
 USING (SELECT o.scope, o.key FROM sagaflow.start_key AS o
         WHERE o.scope = 'request' AND o.created_at < $1::timestamptz
         ORDER BY o.created_at
         LIMIT $2::bigint) AS old
 WHERE k.scope = old.scope AND k.key = old.key
