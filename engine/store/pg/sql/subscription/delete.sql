-- Purpose: instances no longer wait. Index: primary key. 0 rows: they had stopped already.
DELETE FROM sagaflow.subscription AS s
 USING unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[])
    AS g (type, key, instance_id, token)
 WHERE s.type = g.type AND s.key = g.key AND s.instance_id = g.instance_id AND s.token = g.token
