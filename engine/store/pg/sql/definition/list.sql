-- Purpose: every version, newest first within its saga. Index: primary key. 0 rows: none deployed.
SELECT saga, version, content_hash, source, created_at
  FROM sagaflow.definition ORDER BY saga, version DESC
