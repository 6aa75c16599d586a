-- Purpose: opens the transaction of a commit. READ COMMITTED: the fence must see the newest epoch
-- after it has waited for a lock, and each statement what the one before it wrote.
-- Index: none. 0 rows: always.
BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE
