-- Rows of survey_cells are written again with each of their changes. Compressing one of 6 KiB took two thirds of what writing it took;
-- and where a page has room for another version of each of its rows, an update leaves the index alone.
ALTER TABLE views.survey_cells ALTER COLUMN content SET STORAGE EXTERNAL;
ALTER TABLE views.survey_cells SET (fillfactor = 50);
