-- Views that data teams attach: a table for each generation, named VIEW_GENERATION, and a row here. Which of them readers
-- read says views.live, as for ours. The job that writes the rows moves as_of in the same transaction: all that was
-- appended up to it is in the rows; the epoch until there are any. A generation's number is never used again, so a writer
-- that outlives its generation finds no table.
CREATE SCHEMA attached;

CREATE TABLE views.attached_generations (
    view       text COLLATE "C" NOT NULL,
    generation int              NOT NULL CHECK (generation > 0),
    definition jsonb            NOT NULL,
    job        text COLLATE "C" NOT NULL,
    as_of      timestamptz      NOT NULL DEFAULT 'epoch',
    -- How many batches of rows were applied, each in one transaction: the next one is this number's successor, or it is not
    -- applied. What a writer that was replaced, or a database that lost something, would otherwise do unseen.
    batches    bigint           NOT NULL DEFAULT 0,
    created_at timestamptz      NOT NULL DEFAULT now(),
    dropped_at timestamptz,
    PRIMARY KEY (view, generation)
) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 0);
