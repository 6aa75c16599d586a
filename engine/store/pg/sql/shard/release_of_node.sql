-- Purpose: gives up whatever a leaving process still owns.
-- Index: none; the table has one row for each shard. Lock order: by shard_id. 0 rows: it owned
-- none.
UPDATE sagaflow.shard AS s
   SET owner = '', owner_incarnation = ''
  FROM (SELECT c.shard_id
          FROM sagaflow.shard AS c
         WHERE c.owner = $1::text AND c.owner_incarnation = $2::text
         ORDER BY c.shard_id
           FOR UPDATE OF c) AS held
 WHERE s.shard_id = held.shard_id
