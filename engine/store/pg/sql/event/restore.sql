-- Purpose: addressees that did not take an event give it back; when nobody is left who took it,
-- it is kept again. Index: primary key. 0 rows: it is kept already, or forgotten.
UPDATE sagaflow.event AS e
   SET matched = greatest(e.matched - g.times, 0),
       state = CASE WHEN e.matched <= g.times THEN 'kept' ELSE e.state END
  FROM (SELECT source, id, count(*) AS times
          FROM unnest($1::text[], $2::text[]) AS u (source, id)
         GROUP BY source, id) AS g
 WHERE e.source = g.source AND e.id = g.id AND e.state = 'consumed'
