-- How many responses each survey has for each business day, and of how many farmers.
CREATE TABLE responses_per_day (
    tenant       STRING COMMENT 'Whose rows these are.',
    survey_id    STRING COMMENT 'The survey.',
    business_day DATE   COMMENT 'The day that responses belong to, in the survey''s time zone.',
    responses    BIGINT COMMENT 'Responses that stand.',
    farmers      BIGINT COMMENT 'Farmers who gave them.',
    PRIMARY KEY (tenant, survey_id, business_day) NOT ENFORCED
) COMMENT 'Responses and farmers of each survey, by business day.' WITH (
    'connector' = 'view',
    'readers' = 'stakeholder,admin',
    'min-group-size' = '5',
    'farmers-column' = 'farmers'
);

INSERT INTO responses_per_day
SELECT tenant, survey_id, business_day, COUNT(*), COUNT(DISTINCT farmer_id)
FROM responses
GROUP BY tenant, survey_id, business_day;
