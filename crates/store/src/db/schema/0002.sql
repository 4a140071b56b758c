-- Schema 2: people, the truth list they are compared with, and what is done about them.
--
-- `people` and `person_accounts` are worked out from accounts, entries and decisions, anew when one
-- of these changed (`people_state.stale`). A person keeps its number as long as
-- something of it is left.

-- Versions of the truth list; the newest is the one that counts.
CREATE TABLE truth_lists (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  name        TEXT NOT NULL,
  imported_at TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  rows        INTEGER NOT NULL,
  entries     INTEGER NOT NULL,
  rejected    INTEGER NOT NULL,
  detail      TEXT NOT NULL -- JSON of the engine: columns, rows that cannot be used, notes
) STRICT;

CREATE TABLE truth_entries (
  id   INTEGER PRIMARY KEY,
  list INTEGER NOT NULL REFERENCES truth_lists (id),
  row  INTEGER NOT NULL,
  key  TEXT NOT NULL, -- the same person in another version
  body TEXT NOT NULL  -- JSON of the engine
) STRICT;
CREATE INDEX truth_entries_by_list ON truth_entries (list);

-- How columns of a layout were mapped by hand.
CREATE TABLE truth_layouts (
  layout  TEXT PRIMARY KEY,
  mapping TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE people (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  name           TEXT NOT NULL,
  name_key       TEXT NOT NULL,
  email          TEXT NOT NULL,
  text           TEXT NOT NULL,    -- names and addresses, folded, to search in
  entry          INTEGER,          -- of the newest list
  entry_key      TEXT NOT NULL,
  list_state     INTEGER NOT NULL, -- 0 not listed, 1 employed, 2 not started, 3 left
  list_day       TEXT,
  department     TEXT NOT NULL,
  department_key TEXT NOT NULL,
  shared         TEXT,             -- why it is a shared mailbox or a service account
  admin          INTEGER NOT NULL,
  apps           INTEGER NOT NULL,
  twice          INTEGER NOT NULL, -- two accounts in one app
  stamp          INTEGER NOT NULL  -- hash of what was written, with the accounts; 0: write anew
) STRICT;
CREATE INDEX people_by_name ON people (name_key, id);

CREATE TABLE person_accounts (
  subject INTEGER PRIMARY KEY,
  person  INTEGER NOT NULL,
  why     TEXT NOT NULL
) STRICT;
CREATE INDEX person_accounts_by_person ON person_accounts (person);

CREATE TABLE tie_proposals (
  id    INTEGER PRIMARY KEY AUTOINCREMENT,
  one   INTEGER NOT NULL, -- people
  other INTEGER NOT NULL,
  a     TEXT NOT NULL,    -- nodes: account:SUBJECT, entry:KEY
  b     TEXT NOT NULL,
  why   TEXT NOT NULL
) STRICT;
CREATE INDEX tie_proposals_one ON tie_proposals (one);
CREATE INDEX tie_proposals_other ON tie_proposals (other);

CREATE TABLE tie_decisions (
  a        TEXT NOT NULL,
  b        TEXT NOT NULL,
  together INTEGER NOT NULL,
  at       TEXT NOT NULL,
  PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_marks (
  subject INTEGER PRIMARY KEY,
  mark    TEXT NOT NULL
) STRICT;

CREATE TABLE people_state (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  stale   INTEGER NOT NULL,
  tied_on TEXT NOT NULL -- the day, since leaving is a matter of days
) STRICT;
INSERT INTO people_state VALUES (1, 1, '');

-- Lockdowns and quarantines. The engine owns what `body` means.
CREATE TABLE cases (
  id      TEXT PRIMARY KEY,
  kind    TEXT NOT NULL,
  state   TEXT NOT NULL,
  made_at TEXT NOT NULL,
  body    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX cases_by_state ON cases (state);
