-- Purpose: every shard with its owner. Index: none, the whole table. 0 rows: never set up.
SELECT shard_id, epoch, owner, owner_incarnation FROM sagaflow.shard ORDER BY shard_id
