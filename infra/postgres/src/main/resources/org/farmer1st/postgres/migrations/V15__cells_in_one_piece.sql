-- A row of survey_cells stays in one piece while it fits on a page. Beyond 2 KiB Postgres puts content aside, into a table of its own, and each
-- update of the row then deletes some pieces there, writes others, and enters them into an index: a third of what writing a row of 3 KiB took.
ALTER TABLE views.survey_cells SET (toast_tuple_target = 8160);

-- Sums of decimal numbers are those of the decimal numbers now, and differ in their last bit from those of the doubles next to them. The
-- view is built anew, as a further generation, from its log. Whoever reads meanwhile sees lanes that have not begun.
TRUNCATE views.survey_cells, views.receipt_conflicts;
DELETE FROM views.progress WHERE view = 'survey_cells';
UPDATE views.live SET generation = generation + 1 WHERE view = 'survey_cells';
