-- Purpose: releases keys. Index: primary key. 0 rows: none was claimed.
DELETE FROM sagaflow.start_key AS k
 USING unnest($1::text[], $2::text[]) AS g (scope, key)
 WHERE k.scope = g.scope AND k.key = g.key
