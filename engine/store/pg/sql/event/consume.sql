-- Purpose: kept events are taken, each once. Index: primary key.
-- When one is not kept any more the division fails (SQLSTATE 22012): the transaction is over.
WITH changed AS (
    UPDATE sagaflow.event AS e
       SET state = 'consumed', matched = 1
      FROM unnest($1::text[], $2::text[]) AS g (source, id)
     WHERE e.source = g.source AND e.id = g.id AND e.state = 'kept'
    RETURNING 1)
SELECT 1 / (count(*) = cardinality($1::text[]))::int FROM changed
