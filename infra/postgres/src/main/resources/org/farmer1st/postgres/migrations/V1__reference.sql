-- Reference data: what people decide, captured by Debezium into cdc.reference.*.

CREATE SCHEMA reference;

CREATE SEQUENCE reference.row_versions;

-- Every insert and update gives its row a new, higher version: caches and readers of the change log tell old from new
-- by it. Updates of one row wait for each other, so a row's versions are in the order of its commits.
CREATE FUNCTION reference.stamp_row_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.row_version := nextval('reference.row_versions');
    RETURN NEW;
END $$;

-- A change of a primary key would be a delete and an insert to those who read the change log, and in a compacted topic
-- the old key's row could outlive it.
CREATE FUNCTION reference.refuse_key_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The primary key of %.% may not be changed: delete the row and insert another',
        TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'RF001';
END $$;

CREATE TABLE reference.surveys (
    tenant       text COLLATE "C" NOT NULL,
    survey_id    text COLLATE "C" NOT NULL,
    version      int              NOT NULL CHECK (version > 0),
    definition   jsonb            NOT NULL,
    published_at timestamptz      NOT NULL DEFAULT now(),
    row_version  bigint           NOT NULL,
    PRIMARY KEY (tenant, survey_id, version)
);
CREATE TRIGGER row_version BEFORE INSERT OR UPDATE ON reference.surveys
    FOR EACH ROW EXECUTE FUNCTION reference.stamp_row_version();
CREATE TRIGGER key_change BEFORE UPDATE ON reference.surveys
    FOR EACH ROW WHEN ((OLD.tenant, OLD.survey_id, OLD.version) IS DISTINCT FROM (NEW.tenant, NEW.survey_id, NEW.version))
    EXECUTE FUNCTION reference.refuse_key_change();

-- The change log leaves out a large value that an update did not touch, unless the whole old row is in it.
ALTER TABLE reference.surveys REPLICA IDENTITY FULL;

CREATE TABLE reference.farmers (
    tenant      text COLLATE "C" NOT NULL,
    farmer_id   text COLLATE "C" NOT NULL,
    region      text,
    row_version bigint           NOT NULL,
    PRIMARY KEY (tenant, farmer_id)
);
CREATE TRIGGER row_version BEFORE INSERT OR UPDATE ON reference.farmers
    FOR EACH ROW EXECUTE FUNCTION reference.stamp_row_version();
CREATE TRIGGER key_change BEFORE UPDATE ON reference.farmers
    FOR EACH ROW WHEN ((OLD.tenant, OLD.farmer_id) IS DISTINCT FROM (NEW.tenant, NEW.farmer_id))
    EXECUTE FUNCTION reference.refuse_key_change();

-- Debezium writes here, so that an idle database beside a busy one does not hold write-ahead log.
CREATE TABLE reference.heartbeat (
    id      int PRIMARY KEY,
    beat_at timestamptz NOT NULL
);

-- Where workflows stand, for people who ask; not captured.
CREATE TABLE reference.workflows (
    workflow_id text COLLATE "C" PRIMARY KEY,
    tenant      text COLLATE "C" NOT NULL,
    kind        text             NOT NULL,
    status      text             NOT NULL CHECK (status IN ('running', 'completed', 'failed')),
    detail      text,
    started_at  timestamptz      NOT NULL DEFAULT now(),
    ended_at    timestamptz
);

CREATE PUBLICATION farmer1st_reference FOR TABLE reference.surveys, reference.farmers, reference.heartbeat;
