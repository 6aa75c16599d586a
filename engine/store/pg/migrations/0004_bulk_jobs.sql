-- Actions over many instances: the job, and each instance with what came of it. The worker's lease
-- lets another node go on when one dies.
CREATE TABLE sagaflow.bulk_job (
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    worker_until timestamptz,
    id text COLLATE "C" PRIMARY KEY,
    worker text NOT NULL DEFAULT '',
    status text NOT NULL CHECK (status IN ('running', 'stopped', 'done')),
    action text NOT NULL,
    filter text NOT NULL,
    arguments text NOT NULL,
    reason text NOT NULL,
    actor text NOT NULL
);
CREATE INDEX bulk_job_created ON sagaflow.bulk_job (created_at, id);
CREATE INDEX bulk_job_running ON sagaflow.bulk_job (created_at) WHERE status = 'running';

CREATE TABLE sagaflow.bulk_item (
    number bigint NOT NULL,
    instance_id uuid NOT NULL,
    at timestamptz,
    job_id text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL
        CHECK (status IN ('pending', 'started', 'done', 'refused', 'failed')),
    detail text NOT NULL,
    PRIMARY KEY (job_id, number)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX bulk_item_open ON sagaflow.bulk_item (job_id, number)
    WHERE status IN ('pending', 'started');
