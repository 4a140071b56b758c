-- People are kept with what they were linked from, so that no program links them again that finds the
-- same. The status that the HR list gives a person changes with the day: only those that it changes on
-- a day are looked up on that day.

ALTER TABLE people_state ADD COLUMN made_from TEXT NOT NULL DEFAULT ''; -- hash of the rules and the versions of the input
ALTER TABLE people ADD COLUMN turns_on TEXT;                            -- the next day with another status; NULL: none

CREATE INDEX people_turning ON people (turns_on) WHERE turns_on IS NOT NULL;
-- What the filters count, without the people themselves.
CREATE INDEX people_by_standing ON people (list_state, admin, twice, other_number, shared);

UPDATE people SET stamp = 0;
UPDATE people_state SET stale = stale + 1;
