-- Images are written by need: `image_seq` is the event up to which one goes (0: there is none), and
-- `seq` is how far the rest of the row goes.
ALTER TABLE sagaflow.instance ADD COLUMN image_seq bigint NOT NULL DEFAULT 0;
UPDATE sagaflow.instance SET image_seq = seq;
