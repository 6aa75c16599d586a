-- Purpose: the schema of everything. Index: none. 0 rows: always.
CREATE SCHEMA IF NOT EXISTS sagaflow
