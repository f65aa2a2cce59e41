-- What the view @NAME@ shows, who may read it, and how its rows come about. docs/sql-jobs.md lists the tables there are.
CREATE TABLE @NAME@ (
    tenant    STRING COMMENT 'Whose rows these are.',
    survey_id STRING COMMENT 'The survey.',
    region    STRING COMMENT 'The farmers'' region; unknown where none is.',
    responses BIGINT COMMENT 'Responses that stand.',
    farmers   BIGINT COMMENT 'Farmers who gave them.',
    PRIMARY KEY (tenant, survey_id, region) NOT ENFORCED
) COMMENT 'Responses and farmers of each survey, by region.' WITH (
    'connector' = 'view',
    'readers' = 'stakeholder,admin',
    -- Rows of fewer farmers are shown to nobody.
    'min-group-size' = '5',
    'farmers-column' = 'farmers'
);

CREATE VIEW known_responses AS
SELECT tenant, survey_id, COALESCE(region, 'unknown') AS region, farmer_id
FROM responses;

-- Exact through edits and withdrawals: each takes back what counted before.
INSERT INTO @NAME@
SELECT tenant, survey_id, region, COUNT(*), COUNT(DISTINCT farmer_id)
FROM known_responses
GROUP BY tenant, survey_id, region;
