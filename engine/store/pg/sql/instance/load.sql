-- Purpose: images of the instances $1. Index: primary key. 0 rows: none of them exists.
SELECT i.id, i.started_at, i.updated_at, i.wake_at, i.ended_at, i.seq, i.version, i.saga, i.key,
       i.status, i.state, i.waiting_for, i.error_type, i.error_message, i.image_seq, i.image
  FROM unnest($1::uuid[]) AS w (id)
  JOIN sagaflow.instance AS i ON i.id = w.id
