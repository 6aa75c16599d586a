-- Purpose: events newer than the images of the instances $1, in the same snapshot as the images.
-- Index: primary keys; starts at the row that may hold the first event after the image, which for
-- an instance without one is the first of all.
-- 0 rows: all images are current.
SELECT h.instance_id, h.first_seq, h.last_seq, h.at, h.events
  FROM unnest($1::uuid[]) AS w (id)
  JOIN sagaflow.instance AS i ON i.id = w.id
 CROSS JOIN LATERAL (
    SELECT CASE WHEN i.image_seq = 0 THEN 0
                ELSE (SELECT coalesce(max(p.first_seq), 0)
                        FROM sagaflow.history AS p
                       WHERE p.instance_id = i.id AND p.first_seq <= i.image_seq + 1)
           END AS first_seq) AS start
  JOIN sagaflow.history AS h
    ON h.instance_id = i.id AND h.first_seq >= start.first_seq AND h.last_seq > i.image_seq
 ORDER BY h.instance_id, h.first_seq
