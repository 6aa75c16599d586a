-- Purpose: several reads that must agree with one another. Index: none. 0 rows: always.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY
