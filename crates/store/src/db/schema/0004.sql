-- Schema 4: an item of a review may be an account in one group.

ALTER TABLE review_items ADD COLUMN group_id TEXT NOT NULL DEFAULT '';  -- empty: about the account
ALTER TABLE review_items ADD COLUMN group_key TEXT NOT NULL DEFAULT '';

CREATE TRIGGER review_items_stand_in_groups BEFORE UPDATE ON review_items
WHEN NEW.group_id <> OLD.group_id
BEGIN SELECT RAISE (ABORT, 'a frozen population stays'); END;
