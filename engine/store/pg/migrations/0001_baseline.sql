-- The tables of the engine. Everything the engine must not forget is in one of them; a whole step
-- of many instances is one transaction over them. Plain DDL: no triggers, functions or sequences.
-- Times are timestamptz for the eye of an operator: in binary form they cost what a bigint costs.
-- JSON is text: the server would spend more on parsing jsonb than on everything else in a commit.

-- Settings that hold for the whole cluster, fixed when it is made (shard_count).
CREATE TABLE sagaflow.cluster_meta (
    name text PRIMARY KEY,
    value text NOT NULL
);

-- One row for each engine process; rewritten by every heartbeat, hence the free space.
CREATE TABLE sagaflow.node (
    name text PRIMARY KEY,
    incarnation text NOT NULL,
    address text NOT NULL,
    expires_at timestamptz NOT NULL,
    draining boolean NOT NULL
) WITH (fillfactor = 50);

-- The fence. A commit locks the rows of its shards FOR SHARE and compares their epochs; a change of
-- owner updates them. They change only then, so no commit waits for another one here.
CREATE TABLE sagaflow.shard (
    epoch bigint NOT NULL,
    shard_id integer PRIMARY KEY CHECK (shard_id BETWEEN 0 AND 4095),
    owner text NOT NULL DEFAULT '',
    owner_incarnation text NOT NULL DEFAULT '',
    acquired_at timestamptz
) WITH (fillfactor = 20);

CREATE TABLE sagaflow.definition (
    deploy_order bigint NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    version integer NOT NULL,
    saga text NOT NULL,
    content_hash text NOT NULL,
    source text NOT NULL,
    PRIMARY KEY (saga, version),
    UNIQUE (saga, content_hash)
);

-- The image of each instance. Fixed-size columns first, so that none is padded. Updated in place
-- (HOT) while no indexed column changes: that is what the free space is for.
CREATE TABLE sagaflow.instance (
    id uuid PRIMARY KEY,
    started_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    wake_at timestamptz,
    ended_at timestamptz,
    seq bigint NOT NULL,
    shard integer NOT NULL,
    version integer NOT NULL,
    saga text NOT NULL,
    key text,
    status text NOT NULL CHECK (status IN (
        'running', 'paused', 'parked', 'compensating', 'stuck', 'completed', 'compensated',
        'partially_compensated', 'failed', 'terminated')),
    state text NOT NULL,
    waiting_for text NOT NULL,
    error_type text NOT NULL,
    error_message text NOT NULL,
    image text NOT NULL
) WITH (
    fillfactor = 70,
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 1000,
    autovacuum_analyze_scale_factor = 0.05
);
-- What is due for a shard, earliest first. Waiting instances are not in it and cost nothing.
CREATE INDEX instance_wake ON sagaflow.instance (shard, wake_at, id) WHERE wake_at IS NOT NULL;
-- Live instances by status: lists of what runs or needs an operator, and their numbers.
CREATE INDEX instance_live ON sagaflow.instance (status, id) WHERE ended_at IS NULL;
-- A saga's instances, newest first; their numbers by version and status without touching the table.
CREATE INDEX instance_saga ON sagaflow.instance (saga, id) INCLUDE (version, status);
-- All instances that ever had a business key.
CREATE INDEX instance_key ON sagaflow.instance (key, id) WHERE key IS NOT NULL;

-- One row for each instance and commit: the events first_seq .. last_seq as a JSON array.
-- The key is the first number, because two writers that decide from the same state collide there.
CREATE TABLE sagaflow.history (
    instance_id uuid NOT NULL,
    first_seq bigint NOT NULL,
    last_seq bigint NOT NULL,
    at timestamptz NOT NULL,
    events text NOT NULL,
    PRIMARY KEY (instance_id, first_seq)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.1);

-- Who waits for an event. Short-lived rows: cleaned early, as are the three tables below.
CREATE TABLE sagaflow.subscription (
    type text NOT NULL,
    key text NOT NULL,
    instance_id uuid NOT NULL,
    token bigint NOT NULL,
    PRIMARY KEY (type, key, instance_id, token)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

-- Events from outside, each once: waiting for somebody ('kept') or remembered ('consumed').
CREATE TABLE sagaflow.event (
    received_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    arrival bigint NOT NULL,
    matched bigint NOT NULL,
    source text NOT NULL,
    id text NOT NULL,
    type text NOT NULL,
    key text NOT NULL,
    state text NOT NULL CHECK (state IN ('kept', 'consumed')),
    traceparent text NOT NULL,
    attributes text NOT NULL,
    data text NOT NULL,
    PRIMARY KEY (source, id)
) WITH (
    fillfactor = 90,
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 1000
);
CREATE INDEX event_kept ON sagaflow.event (type, key, arrival) WHERE state = 'kept';
-- The list of events, newest first, and what is old enough to go.
CREATE INDEX event_received ON sagaflow.event (received_at, source, id);

-- Unique starts: business keys of live instances (scope saga:NAME) and Idempotency-Keys (request).
CREATE TABLE sagaflow.start_key (
    instance_id uuid NOT NULL,
    fingerprint bigint NOT NULL,
    created_at timestamptz NOT NULL,
    scope text NOT NULL,
    key text NOT NULL,
    PRIMARY KEY (scope, key)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
CREATE INDEX start_key_request ON sagaflow.start_key (created_at) WHERE scope = 'request';

-- Work for the owner of another shard, written with the sender's own changes.
CREATE TABLE sagaflow.message (
    instance_id uuid NOT NULL,
    sent_at timestamptz NOT NULL,
    position bigint NOT NULL,
    destination integer NOT NULL,
    id text PRIMARY KEY,
    payload text NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
CREATE INDEX message_destination ON sagaflow.message (destination, sent_at, position, id);
