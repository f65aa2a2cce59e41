-- The most points that the responses which a version judges earn, in the whole tenant; null: without end.
ALTER TABLE reference.points_rules ADD COLUMN budget bigint CHECK (budget BETWEEN 0 AND 1000000000000);
