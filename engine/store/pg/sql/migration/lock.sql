-- Purpose: one process migrates at a time; it holds no advisory lock that a pooler could lose.
-- Index: none. 0 rows: always.
LOCK TABLE sagaflow.schema_migration IN SHARE ROW EXCLUSIVE MODE
