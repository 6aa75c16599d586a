-- Purpose: leaves a transaction that an error has ended, before the session is used again.
-- Index: none. 0 rows: always.
ROLLBACK
