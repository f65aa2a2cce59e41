-- With day, the lot that available points came into or were taken back from: the first day on which they can expire; null where they
-- never do, and for every other transfer. Transfers of before say nothing about it, in the log neither: their rows stay as they are.
ALTER TABLE views.point_transfers ADD COLUMN expires_on date;
