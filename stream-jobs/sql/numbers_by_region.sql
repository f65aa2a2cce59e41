-- The numbers that farmers answered with, by region: each question of each survey, those inside repeats included.
CREATE TABLE numbers_by_region (
    tenant    STRING COMMENT 'Whose rows these are.',
    survey_id STRING COMMENT 'The survey.',
    question  STRING COMMENT 'The question''s path.',
    region    STRING COMMENT 'The farmers'' region; unknown where none is.',
    answers   BIGINT COMMENT 'Times it was answered.',
    farmers   BIGINT COMMENT 'Farmers who answered it.',
    mean      DOUBLE COMMENT 'The mean of the answers.',
    PRIMARY KEY (tenant, survey_id, question, region) NOT ENFORCED
) COMMENT 'Means of number questions, by region.' WITH (
    'connector' = 'view',
    'readers' = 'stakeholder,admin',
    'min-group-size' = '5',
    'farmers-column' = 'farmers'
);

CREATE VIEW numbers AS
SELECT tenant, survey_id, path AS question, COALESCE(region, 'unknown') AS region, farmer_id, number_value
FROM answers
WHERE number_value IS NOT NULL;

-- Sums of decimals are exact in whatever order edits come; sums of floating-point numbers are not.
INSERT INTO numbers_by_region
SELECT
    tenant,
    survey_id,
    question,
    region,
    COUNT(*),
    COUNT(DISTINCT farmer_id),
    CAST(SUM(CAST(number_value AS DECIMAL(30, 9))) AS DOUBLE) / COUNT(*)
FROM numbers
GROUP BY tenant, survey_id, question, region;
