-- Purpose: events whose addressee did not take them are kept again. Index: primary key.
-- 0 rows: they are kept already, or forgotten.
UPDATE sagaflow.event AS e
   SET state = 'kept'
  FROM unnest($1::text[], $2::text[]) AS g (source, id)
 WHERE e.source = g.source AND e.id = g.id AND e.state = 'consumed'
