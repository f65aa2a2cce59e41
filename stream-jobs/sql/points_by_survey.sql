-- What each survey's responses have earned, net of what edits and withdrawals took back.
CREATE TABLE points_by_survey (
    tenant    STRING COMMENT 'Whose rows these are.',
    survey_id STRING COMMENT 'The survey.',
    points    BIGINT COMMENT 'Points that its responses stand for.',
    transfers BIGINT COMMENT 'Transfers that came to this.',
    PRIMARY KEY (tenant, survey_id) NOT ENFORCED
) COMMENT 'Points that each survey has cost.' WITH (
    'connector' = 'view',
    'readers' = 'admin'
);

INSERT INTO points_by_survey
SELECT
    tenant,
    survey_id,
    SUM(CASE WHEN debit = 'ISSUANCE' THEN amount WHEN credit = 'ISSUANCE' THEN -amount ELSE 0 END),
    COUNT(*)
FROM (SELECT tenant, COALESCE(survey_id, 'none') AS survey_id, debit, credit, amount FROM transfers)
GROUP BY tenant, survey_id;
