-- Tiers of a version of the rules: [{"name", "fromPoints"}, …], lowest first. Bounds are those of the ledger.
CREATE FUNCTION reference.are_tiers(tiers jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    tier   jsonb;
    names  text[]  := '{}';
    below  numeric := 0;
BEGIN
    IF jsonb_typeof(tiers) <> 'array' THEN
        RETURN false;
    END IF;
    IF jsonb_array_length(tiers) > 20 THEN
        RETURN false;
    END IF;
    FOR tier IN SELECT * FROM jsonb_array_elements(tiers) LOOP
        IF jsonb_typeof(tier) <> 'object' THEN
            RETURN false;
        END IF;
        IF tier - 'name' - 'fromPoints' <> '{}' OR jsonb_typeof(tier -> 'name') IS DISTINCT FROM 'string'
            OR jsonb_typeof(tier -> 'fromPoints') IS DISTINCT FROM 'number' THEN
            RETURN false;
        END IF;
        IF btrim(tier ->> 'name') = '' OR length(tier ->> 'name') > 40 OR tier ->> 'name' = ANY (names)
            OR trunc((tier -> 'fromPoints')::numeric) <> (tier -> 'fromPoints')::numeric
            OR (tier -> 'fromPoints')::numeric <= below OR (tier -> 'fromPoints')::numeric > 1000000000 THEN
            RETURN false;
        END IF;
        names := names || (tier ->> 'name');
        below := (tier -> 'fromPoints')::numeric;
    END LOOP;
    RETURN true;
END $$;

ALTER TABLE reference.points_rules
    ADD COLUMN tiers jsonb NOT NULL DEFAULT '[]' CONSTRAINT tiers CHECK (reference.are_tiers(tiers));

-- The view points means more than it did: it is built anew, as a further generation, from its log. Whoever reads meanwhile
-- sees lanes that have not begun.
TRUNCATE views.point_balances, views.point_transfers;
DELETE FROM views.progress WHERE view = 'points';
UPDATE views.live SET generation = generation + 1 WHERE view = 'points';

-- region: null where none is known.
ALTER TABLE views.point_balances ADD COLUMN region text COLLATE "C";

-- command_id: null where a response caused it. day: the business day of the response; of a command, the day of its request
-- in UTC.
ALTER TABLE views.point_transfers
    ADD COLUMN command_id text COLLATE "C",
    ADD COLUMN day        date NOT NULL;

-- Leaderboards of surveys and months, where Redis is gone.
CREATE INDEX point_transfers_by_day ON views.point_transfers (generation, tenant, survey_id, day);

-- The third table of the view points: the rules that each lane was told of. content is {"inForceFrom", "tiers"}.
CREATE TABLE views.point_rules (
    generation int              NOT NULL,
    tenant     text COLLATE "C" NOT NULL,
    version    bigint           NOT NULL,
    lane       int              NOT NULL,
    content    text COLLATE "C" NOT NULL,
    PRIMARY KEY (generation, tenant, version, lane)
);
