-- A bulk job begins as a plan that keeps the instances which were counted, and the event that each
-- was seen at, so that the act is over exactly these; and one that was stopped is settled once what
-- became of its started items is known.
ALTER TABLE sagaflow.bulk_job
    DROP CONSTRAINT bulk_job_status_check,
    ADD CONSTRAINT bulk_job_status_check
        CHECK (status IN ('planned', 'running', 'stopped', 'done')),
    ADD COLUMN settled boolean NOT NULL DEFAULT false,
    ADD COLUMN even_if_moved boolean NOT NULL DEFAULT false;
UPDATE sagaflow.bulk_job SET settled = true WHERE status = 'done';
ALTER TABLE sagaflow.bulk_item ADD COLUMN seen_seq bigint NOT NULL DEFAULT 0;

DROP INDEX sagaflow.bulk_job_running;
CREATE INDEX bulk_job_unfinished ON sagaflow.bulk_job (created_at)
    WHERE status IN ('running', 'stopped') AND NOT settled;
