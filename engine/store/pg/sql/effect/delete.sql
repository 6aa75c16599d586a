-- Purpose: what is no longer left of the instances ($1) goes; what is ($2 … $5) stays.
-- Index: primary key, a range for each instance. 0 rows: nothing was listed that is settled now.
DELETE FROM sagaflow.effect AS e
 USING unnest($1::uuid[]) AS i (instance_id)
 WHERE e.instance_id = i.instance_id
   AND NOT EXISTS (
       SELECT 1
         FROM unnest($2::uuid[], $3::text[], $4::text[], $5::int[])
           AS g (instance_id, step, item, visit)
        WHERE g.instance_id = e.instance_id AND g.step = e.step AND g.item = e.item
          AND g.visit = e.visit)
