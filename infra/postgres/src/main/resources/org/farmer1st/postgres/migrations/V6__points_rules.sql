-- The rules of what responses are worth. A version never changes, and comes into force after it was published: nobody's
-- earnings change under them. Bounds are those of the ledger, which refuses what is beyond them.
CREATE TABLE reference.points_rules (
    tenant            text COLLATE "C" NOT NULL,
    version           int              NOT NULL CHECK (version > 0),
    in_force_from     timestamptz      NOT NULL,
    base_points       bigint           CHECK (base_points BETWEEN 0 AND 1000000),
    points_per_answer bigint           NOT NULL DEFAULT 0 CHECK (points_per_answer BETWEEN 0 AND 1000000),
    complete_bonus    bigint           NOT NULL DEFAULT 0 CHECK (complete_bonus BETWEEN 0 AND 1000000),
    daily_cap         bigint           CHECK (daily_cap BETWEEN 0 AND 1000000),
    streak_days       int              CHECK (streak_days >= 2),
    streak_bonus      bigint           NOT NULL DEFAULT 0 CHECK (streak_bonus BETWEEN 0 AND 1000000),
    expiry_days       int              CHECK (expiry_days BETWEEN 1 AND 36500),
    published_at      timestamptz      NOT NULL DEFAULT now(),
    row_version       bigint           NOT NULL,
    PRIMARY KEY (tenant, version),
    CHECK (date_trunc('milliseconds', in_force_from) > date_trunc('milliseconds', published_at))
);
CREATE TRIGGER row_version BEFORE INSERT ON reference.points_rules
    FOR EACH ROW EXECUTE FUNCTION reference.stamp_row_version();

CREATE FUNCTION reference.refuse_change_of_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A version of %.% never changes: publish another', TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'RF002';
END $$;
CREATE TRIGGER never_changes BEFORE UPDATE OR DELETE ON reference.points_rules
    FOR EACH ROW EXECUTE FUNCTION reference.refuse_change_of_rules();

ALTER PUBLICATION farmer1st_reference ADD TABLE reference.points_rules;
