-- Views: rows computed from lanes, written under the lane rule only (docs/architecture.md).

CREATE SCHEMA views;

-- Which build of a view readers read. Moving it is how a rebuilt view goes live.
CREATE TABLE views.live (
    view       text COLLATE "C" PRIMARY KEY,
    generation int              NOT NULL CHECK (generation > 0)
);

-- How far each lane of each build of a view is. A row is made with the generation, at upto -1 and without a log: the
-- first flush names the log (a Kafka topic id) that the rows are of. as_of is the epoch until then.
CREATE TABLE views.progress (
    view       text COLLATE "C" NOT NULL,
    generation int              NOT NULL,
    lane       int              NOT NULL,
    log        text COLLATE "C",
    upto       bigint           NOT NULL DEFAULT -1,
    covered    bigint           NOT NULL DEFAULT -1,
    as_of      timestamptz      NOT NULL DEFAULT 'epoch',
    PRIMARY KEY (view, generation, lane)
) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 0);

-- The view survey_cells. dimensions and group_values are joined by U+001F; content is a SurveyCell in Avro's
-- single-object encoding.
CREATE TABLE views.survey_cells (
    generation   int              NOT NULL,
    tenant       text COLLATE "C" NOT NULL,
    survey_id    text COLLATE "C" NOT NULL,
    dimensions   text COLLATE "C" NOT NULL,
    bucket_kind  text COLLATE "C" NOT NULL CHECK (bucket_kind IN ('day', 'month', 'all')),
    bucket       date             NOT NULL,
    group_values text COLLATE "C" NOT NULL,
    lane         int              NOT NULL,
    content      bytea            NOT NULL,
    PRIMARY KEY (generation, tenant, survey_id, dimensions, bucket_kind, bucket, group_values, lane)
) WITH (fillfactor = 80, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

-- The view points: two tables, one progress.
CREATE TABLE views.point_balances (
    generation int              NOT NULL,
    tenant     text COLLATE "C" NOT NULL,
    farmer_id  text COLLATE "C" NOT NULL,
    lane       int              NOT NULL,
    available  bigint           NOT NULL,
    pending    bigint           NOT NULL,
    reserved   bigint           NOT NULL,
    paid       bigint           NOT NULL,
    expired    bigint           NOT NULL,
    owed       bigint           NOT NULL,
    PRIMARY KEY (generation, tenant, farmer_id)
) WITH (fillfactor = 80, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

-- posting_offset and ordinal: where in the lane of points.transfers the transfer stands.
CREATE TABLE views.point_transfers (
    generation     int              NOT NULL,
    tenant         text COLLATE "C" NOT NULL,
    farmer_id      text COLLATE "C" NOT NULL,
    lane           int              NOT NULL,
    transfer_id    text COLLATE "C" NOT NULL,
    posting_offset bigint           NOT NULL,
    ordinal        int              NOT NULL,
    kind           text             NOT NULL,
    debit          text             NOT NULL,
    credit         text             NOT NULL,
    amount         bigint           NOT NULL,
    survey_id      text,
    response_id    text,
    rule_version   int,
    at             timestamptz      NOT NULL,
    recorded_at    timestamptz      NOT NULL,
    PRIMARY KEY (generation, tenant, farmer_id, transfer_id)
);
CREATE INDEX point_transfers_newest_first
    ON views.point_transfers (generation, tenant, farmer_id, posting_offset DESC, ordinal DESC);

-- The lane rule's refusals. Each names what is stored and what came, so that the writer's log says why it was refused.

-- The new value of progress.upto, or an error: LR001 a gap, LR002 another log.
CREATE FUNCTION views.admit(
    view text, generation int, lane int, stored_log text, stored_upto bigint, log text, from_offset bigint, to_offset bigint
) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    IF stored_log IS NOT NULL AND stored_log <> log THEN
        RAISE EXCEPTION 'View % generation % lane % holds rows of log %, and the flush is of log %: its topic was made anew; build another generation',
            view, generation, lane, stored_log, log USING ERRCODE = 'LR002';
    END IF;
    IF stored_upto < from_offset THEN
        RAISE EXCEPTION 'View % generation % lane % is at offset %, and the flush starts after %: emit the lane whole',
            view, generation, lane, stored_upto, from_offset USING ERRCODE = 'LR001';
    END IF;
    RETURN to_offset;
END $$;

-- LR003: the lane has no progress row.
CREATE FUNCTION views.refuse_without_progress(view text, generation int, lane int) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'View % generation % lane % has no progress row: create the generation, and emit the lane whole',
        view, generation, lane USING ERRCODE = 'LR003';
END $$;
