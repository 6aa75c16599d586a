-- Purpose: ends the transaction; its answer is the only proof that it is durable.
-- Index: none. 0 rows: always.
COMMIT
