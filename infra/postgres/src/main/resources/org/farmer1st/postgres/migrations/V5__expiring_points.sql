-- The points that expire unless they are spent before, soonest first: a JSON array of {"amount", "on"}.
ALTER TABLE views.point_balances ADD COLUMN expiring text COLLATE "C" NOT NULL DEFAULT '[]';
