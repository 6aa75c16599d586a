-- Purpose: messages that were taken, each once. Index: primary key.
-- When one is gone already the division fails (SQLSTATE 22012): the transaction is over.
WITH taken AS (
    DELETE FROM sagaflow.message AS m USING unnest($1::text[]) AS g (id)
     WHERE m.id = g.id
    RETURNING 1)
SELECT 1 / (count(*) = cardinality($1::text[]))::int FROM taken
