-- Rows of survey_cells are written in fewer bytes: numbers as steps of a decimal unit, farmers as runs. The view is built anew, as a further
-- generation, from its log. Whoever reads meanwhile sees lanes that have not begun.
TRUNCATE views.survey_cells, views.receipt_conflicts;
DELETE FROM views.progress WHERE view = 'survey_cells';
UPDATE views.live SET generation = generation + 1 WHERE view = 'survey_cells';
