CREATE TABLE responses (
    tenant       STRING NOT NULL,
    survey_id    STRING NOT NULL,
    farmer_id    STRING NOT NULL,
    business_day DATE   NOT NULL,
    village      STRING NOT NULL,
    gender       STRING NOT NULL,
    answers      ARRAY<ROW<question STRING NOT NULL, choice STRING, number DOUBLE> NOT NULL> NOT NULL
) WITH (
    'connector' = 'kafka',
    'topic' = '${TOPIC}',
    'properties.bootstrap.servers' = '${KAFKA_BOOTSTRAP_SERVERS}',
    'properties.group.id' = '${TOPIC}',
    'properties.isolation.level' = 'read_committed',
    'scan.startup.mode' = 'earliest-offset',
    'format' = 'avro-confluent',
    'avro-confluent.url' = '${SCHEMA_REGISTRY_URL}'
);

CREATE VIEW counted AS
SELECT r.tenant, r.survey_id, r.farmer_id, r.answers, c.dimensions, c.bucket_kind, c.bucket, c.group_values
FROM responses r
CROSS JOIN UNNEST(ARRAY[
    ROW('', 'day', DATE_FORMAT(CAST(r.business_day AS TIMESTAMP), 'yyyy-MM-dd'), ''),
    ROW('', 'month', DATE_FORMAT(CAST(r.business_day AS TIMESTAMP), 'yyyy-MM'), ''),
    ROW('', 'all', '', ''),
    ROW('village', 'day', DATE_FORMAT(CAST(r.business_day AS TIMESTAMP), 'yyyy-MM-dd'), r.village),
    ROW('village', 'month', DATE_FORMAT(CAST(r.business_day AS TIMESTAMP), 'yyyy-MM'), r.village),
    ROW('village', 'all', '', r.village),
    ROW('gender', 'day', DATE_FORMAT(CAST(r.business_day AS TIMESTAMP), 'yyyy-MM-dd'), r.gender),
    ROW('gender', 'month', DATE_FORMAT(CAST(r.business_day AS TIMESTAMP), 'yyyy-MM'), r.gender),
    ROW('gender', 'all', '', r.gender),
    ROW('gender,village', 'day', DATE_FORMAT(CAST(r.business_day AS TIMESTAMP), 'yyyy-MM-dd'), r.gender || ',' || r.village),
    ROW('gender,village', 'month', DATE_FORMAT(CAST(r.business_day AS TIMESTAMP), 'yyyy-MM'), r.gender || ',' || r.village),
    ROW('gender,village', 'all', '', r.gender || ',' || r.village)
]) AS c (dimensions, bucket_kind, bucket, group_values);

CREATE TABLE cells (
    tenant STRING, survey_id STRING, dimensions STRING, bucket_kind STRING, bucket STRING, group_values STRING,
    responses BIGINT, farmers BIGINT,
    PRIMARY KEY (tenant, survey_id, dimensions, bucket_kind, bucket, group_values) NOT ENFORCED
) WITH (
    'connector' = 'jdbc', 'url' = '${DATABASE_URL}', 'username' = '${DATABASE_USER}', 'password' = '${DATABASE_PASSWORD}',
    'table-name' = '${TABLES}_cells'
);

CREATE TABLE answers (
    tenant STRING, survey_id STRING, dimensions STRING, bucket_kind STRING, bucket STRING, group_values STRING,
    question STRING, choice STRING,
    answered BIGINT, total DOUBLE, squares DOUBLE, least DOUBLE, most DOUBLE,
    PRIMARY KEY (tenant, survey_id, dimensions, bucket_kind, bucket, group_values, question, choice) NOT ENFORCED
) WITH (
    'connector' = 'jdbc', 'url' = '${DATABASE_URL}', 'username' = '${DATABASE_USER}', 'password' = '${DATABASE_PASSWORD}',
    'table-name' = '${TABLES}_answers'
);

INSERT INTO cells
SELECT tenant, survey_id, dimensions, bucket_kind, bucket, group_values, COUNT(*), COUNT(DISTINCT farmer_id)
FROM counted
GROUP BY tenant, survey_id, dimensions, bucket_kind, bucket, group_values;

INSERT INTO answers
SELECT tenant, survey_id, dimensions, bucket_kind, bucket, group_values, question, choice,
    COUNT(*), SUM(number), SUM(number * number), MIN(number), MAX(number)
FROM (
    SELECT c.tenant, c.survey_id, c.dimensions, c.bucket_kind, c.bucket, c.group_values,
        a.question, COALESCE(a.choice, '') AS choice, a.number
    FROM counted c
    CROSS JOIN UNNEST(c.answers) AS a (question, choice, number)
)
GROUP BY tenant, survey_id, dimensions, bucket_kind, bucket, group_values, question, choice;
