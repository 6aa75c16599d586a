-- Purpose: a process leaves. Index: primary key. 0 rows: its name has a new process already.
DELETE FROM sagaflow.node WHERE name = $1::text AND incarnation = $2::text
