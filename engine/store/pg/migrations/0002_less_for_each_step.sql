-- Images are written by need: `image_seq` is the event up to which one goes (0: there is none), and
-- `seq` is how far the rest of the row goes.
ALTER TABLE sagaflow.instance ADD COLUMN image_seq bigint NOT NULL DEFAULT 0;
UPDATE sagaflow.instance SET image_seq = seq;

-- Names are compared byte by byte, whatever the database's language: keys are looked up and never
-- sorted for people, and comparing them by a language's rules costs a multiple.
ALTER TABLE sagaflow.subscription
    ALTER COLUMN type TYPE text COLLATE "C",
    ALTER COLUMN key TYPE text COLLATE "C";
ALTER TABLE sagaflow.event
    ALTER COLUMN source TYPE text COLLATE "C",
    ALTER COLUMN id TYPE text COLLATE "C",
    ALTER COLUMN type TYPE text COLLATE "C",
    ALTER COLUMN key TYPE text COLLATE "C";
ALTER TABLE sagaflow.start_key
    ALTER COLUMN scope TYPE text COLLATE "C",
    ALTER COLUMN key TYPE text COLLATE "C";
ALTER TABLE sagaflow.instance
    ALTER COLUMN saga TYPE text COLLATE "C",
    ALTER COLUMN status TYPE text COLLATE "C";
