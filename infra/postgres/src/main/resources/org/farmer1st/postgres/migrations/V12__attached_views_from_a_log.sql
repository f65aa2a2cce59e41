-- Views that are written from a log of rows, as Kafka Streams jobs leave one: which log that is, and up to where its rows are
-- in, moved in the transaction that writes them. So whoever writes on needs no memory of its own. NULL and 0 for views that
-- move with the checkpoints of their job.
ALTER TABLE views.attached_generations ADD COLUMN log text COLLATE "C", ADD COLUMN upto bigint NOT NULL DEFAULT 0;
