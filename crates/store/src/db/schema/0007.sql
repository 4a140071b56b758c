-- The number that is left of what a read lost, for the admin to confirm.

ALTER TABLE reads ADD COLUMN confirm INTEGER;
