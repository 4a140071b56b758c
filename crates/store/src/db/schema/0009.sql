-- An account was tied to the person by an address although the employee numbers differ. Known until
-- now only from the sentence that says so; people are worked out again.

ALTER TABLE people ADD COLUMN other_number INTEGER NOT NULL DEFAULT 0;
UPDATE people SET stamp = 0;
UPDATE people_state SET stale = stale + 1;
