-- Purpose: parked and stuck instances, grouped by saga, step and error; of each status the $1 that
-- started first are looked at. What the operator is awaited for is the first such entry of
-- `waiting_for`, which is text: an empty one is not read. The largest groups come first.
-- Index: instance_live, a range for each status. 0 rows: nothing waits for an operator.
WITH looked AS (
    (SELECT i.id, i.updated_at, i.saga, i.key, i.status, i.waiting_for, i.error_type
       FROM sagaflow.instance AS i
      WHERE i.ended_at IS NULL AND i.status = 'parked'
      ORDER BY i.id
      LIMIT $1::bigint)
    UNION ALL
    (SELECT i.id, i.updated_at, i.saga, i.key, i.status, i.waiting_for, i.error_type
       FROM sagaflow.instance AS i
      WHERE i.ended_at IS NULL AND i.status = 'stuck'
      ORDER BY i.id
      LIMIT $1::bigint)
), told AS (
    SELECT l.id, l.updated_at, l.saga, l.key, l.status,
           coalesce(w.item ->> 'state', '') AS step,
           coalesce(w.item ->> 'undo', 'false') = 'true' AS undo,
           coalesce(w.item #>> '{lastError,type}', l.error_type) AS error
      FROM looked AS l
      LEFT JOIN LATERAL (
          SELECT a.item
            FROM json_array_elements(
                CASE WHEN starts_with(l.waiting_for, '[') THEN l.waiting_for::json END)
                WITH ORDINALITY AS a (item, place)
           WHERE a.item ->> 'kind' = 'operator'
           ORDER BY a.place
           LIMIT 1) AS w ON true)
SELECT t.status, t.saga, t.step, t.undo, t.error, count(*), min(t.updated_at), max(t.updated_at),
       (array_agg(t.id ORDER BY t.updated_at, t.id))[1],
       (array_agg(t.key ORDER BY t.updated_at, t.id))[1]
  FROM told AS t
 GROUP BY t.status, t.saga, t.step, t.undo, t.error
 ORDER BY count(*) DESC, min(t.updated_at), t.status, t.saga, t.step, t.undo, t.error
