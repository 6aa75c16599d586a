-- Purpose: one deploy at a time, so that versions and the deploy order have no gaps; readers go on.
-- Index: none. 0 rows: always.
LOCK TABLE sagaflow.definition IN SHARE ROW EXCLUSIVE MODE
