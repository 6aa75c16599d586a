-- Purpose: effects that are left. Index: primary key. A row keeps its age while its state stays.
INSERT INTO sagaflow.effect AS e (instance_id, since, visit, saga, step, item, state, call, why)
SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::int[], $4::text[], $5::text[], $6::text[],
                     $7::text[], $8::text[], $9::text[])
ON CONFLICT (instance_id, step, item, visit) DO UPDATE
   SET since = CASE WHEN e.state = excluded.state THEN e.since ELSE excluded.since END,
       state = excluded.state,
       call = excluded.call,
       why = excluded.why
