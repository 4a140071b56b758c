-- Schema 3: access reviews, and the pages that they are frozen from.

-- Bodies of a read's pages, unaltered, kept when a review was frozen from it.
CREATE TABLE read_pages (
  read   INTEGER NOT NULL REFERENCES reads (id),
  number INTEGER NOT NULL, -- of its receipt
  about  TEXT NOT NULL,    -- the group that was asked for by its id, or nothing
  zlib   BLOB NOT NULL,
  PRIMARY KEY (read, number)
) STRICT;

-- The engine owns what `body` means.
CREATE TABLE reviews (
  id      TEXT PRIMARY KEY,
  state   TEXT NOT NULL, -- open, signed, closed, discarded
  made_at TEXT NOT NULL,
  body    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Who is decided about, as it was frozen. Nothing but the decision that counts ever changes.
CREATE TABLE review_items (
  review        TEXT NOT NULL REFERENCES reviews (id),
  item          INTEGER NOT NULL, -- from 1
  connection_id TEXT NOT NULL,
  account_id    TEXT NOT NULL,
  reviewer      INTEGER NOT NULL,
  privileged    INTEGER NOT NULL,
  list_state    INTEGER NOT NULL, -- 0 not listed, 1 employed, 2 not started, 3 left, 4 no list
  moved         INTEGER NOT NULL, -- since the last review: 0 nothing, 1 changed, 2 new
  name_key      TEXT NOT NULL,
  app_key       TEXT NOT NULL,
  text          TEXT NOT NULL,    -- what is searched, folded
  body          TEXT NOT NULL,
  decision      INTEGER NOT NULL DEFAULT 0, -- 0 none, 1 keep, 2 change, 3 revoke
  decided       INTEGER,          -- the row of review_decisions that counts
  PRIMARY KEY (review, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_items_by_decision ON review_items (review, decision, name_key);
CREATE INDEX review_items_by_account ON review_items (connection_id, account_id);

-- Who was read and is outside the scope.
CREATE TABLE review_outside (
  review TEXT NOT NULL REFERENCES reviews (id),
  number INTEGER NOT NULL,
  body   TEXT NOT NULL,
  PRIMARY KEY (review, number)
) STRICT, WITHOUT ROWID;

-- Every decision, also those that were changed: append-only.
CREATE TABLE review_decisions (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  review   TEXT NOT NULL,
  item     INTEGER NOT NULL,
  decision INTEGER NOT NULL,
  at       TEXT NOT NULL,
  body     TEXT NOT NULL,
  FOREIGN KEY (review, item) REFERENCES review_items (review, item)
) STRICT;
CREATE INDEX review_decisions_by_item ON review_decisions (review, item);
CREATE TRIGGER review_decisions_stay BEFORE DELETE ON review_decisions
BEGIN SELECT RAISE (ABORT, 'decisions are append-only'); END;
CREATE TRIGGER review_decisions_stand BEFORE UPDATE ON review_decisions
BEGIN SELECT RAISE (ABORT, 'decisions are append-only'); END;
CREATE TRIGGER review_items_stay BEFORE DELETE ON review_items
BEGIN SELECT RAISE (ABORT, 'a frozen population stays'); END;
CREATE TRIGGER review_items_stand BEFORE UPDATE ON review_items
WHEN NEW.body <> OLD.body OR NEW.account_id <> OLD.account_id OR NEW.privileged <> OLD.privileged
  OR NEW.connection_id <> OLD.connection_id
BEGIN SELECT RAISE (ABORT, 'a frozen population stays'); END;
