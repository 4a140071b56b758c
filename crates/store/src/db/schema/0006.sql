-- A group's list of members beside what accounts say of themselves.

ALTER TABLE groups ADD COLUMN named_by INTEGER;                     -- accounts that name the group; NULL: none tells its groups
ALTER TABLE groups ADD COLUMN unproven INTEGER NOT NULL DEFAULT 0;  -- of these, not in the group's own list
ALTER TABLE groups ADD COLUMN other_case INTEGER NOT NULL DEFAULT 0; -- members whose id differs from their account's in case
ALTER TABLE memberships ADD COLUMN own INTEGER NOT NULL DEFAULT 0;  -- 1: the account alone names it

-- Members are matched to accounts in another way than before: each list is written once more.
UPDATE groups SET members_hash = NULL;
