-- The second table of the view survey_cells: submissions that conflict with what stands, by their place in the lane of
-- survey.submissions, which is what a receipt names. at is when Kafka got the submission.
CREATE TABLE views.receipt_conflicts (
    generation        int         NOT NULL,
    lane              int         NOT NULL,
    submission_offset bigint      NOT NULL,
    at                timestamptz NOT NULL,
    PRIMARY KEY (generation, lane, submission_offset)
);
