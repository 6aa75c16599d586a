-- The effects that nobody will settle by itself: of instances that ended without success, are
-- stuck, or had an undo given up. Written in the commit that makes it so; most instances never have
-- a row.
CREATE TABLE sagaflow.effect (
    instance_id uuid NOT NULL,
    since timestamptz NOT NULL,
    visit integer NOT NULL,
    saga text COLLATE "C" NOT NULL,
    step text COLLATE "C" NOT NULL,
    item text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL CHECK (state IN ('outstanding', 'unknown', 'irreversible')),
    call text NOT NULL,
    why text NOT NULL,
    PRIMARY KEY (instance_id, step, item, visit)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
-- The list, oldest first.
CREATE INDEX effect_since ON sagaflow.effect (since, instance_id, step, item, visit);
