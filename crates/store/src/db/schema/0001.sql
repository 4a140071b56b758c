-- Schema 1.
--
-- Every fact about accounts, groups and memberships is valid from one read until another. A read
-- is a row of `reads`; the answer to a single question asked after a run (`kind` 'read-back') is
-- one too, so that both order by one number. The current state is in `accounts` and `groups`,
-- what it replaced in `account_pasts` and `group_pasts`.
--
-- "Seen again, unchanged" is written nowhere per row: a row is as fresh as the later of its own
-- `seen_read` and its connection's newest complete list (`users_read`, `groups_read`,
-- `members_read`). Only a read that ends short of complete notes the rows that it did see.

CREATE TABLE connections (
  key          INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE,
  name         TEXT NOT NULL,
  name_key     TEXT NOT NULL,
  provider     TEXT NOT NULL,
  address      TEXT NOT NULL,
  seat_price   TEXT,
  made_at      TEXT NOT NULL,
  removed_at   TEXT,
  settings     TEXT NOT NULL,
  accounts     INTEGER NOT NULL DEFAULT 0, -- rows in accounts; counting them takes a while
  newest_read  INTEGER NOT NULL DEFAULT 0, -- newest ended read
  users_read   INTEGER NOT NULL DEFAULT 0, -- newest read with a complete users list
  groups_read  INTEGER NOT NULL DEFAULT 0, -- newest read with a complete groups list
  members_read INTEGER NOT NULL DEFAULT 0  -- newest read that read the members of every group
) STRICT;
CREATE UNIQUE INDEX connections_by_name ON connections (name_key) WHERE removed_at IS NULL;

CREATE TABLE reads (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  connection      INTEGER NOT NULL REFERENCES connections (key),
  kind            TEXT NOT NULL CHECK (kind IN ('list', 'read-back')),
  run_id          TEXT,
  started_at      TEXT NOT NULL,
  ended_at        TEXT,
  verdict         TEXT NOT NULL,
  users_verdict   TEXT NOT NULL,
  groups_verdict  TEXT NOT NULL,
  reason          TEXT NOT NULL,
  users_received  INTEGER NOT NULL DEFAULT 0,
  users_claimed   INTEGER,
  groups_received INTEGER NOT NULL DEFAULT 0,
  groups_claimed  INTEGER,
  groups_unknown  INTEGER NOT NULL DEFAULT 0,
  answer_ms       INTEGER,
  slowed_down     INTEGER NOT NULL DEFAULT 0,
  clock_offset_ms REAL,
  problem         TEXT
) STRICT;
CREATE INDEX reads_by_connection ON reads (connection, kind, id);
CREATE INDEX reads_running ON reads (id) WHERE verdict = 'running';

CREATE TABLE receipts (
  read          INTEGER NOT NULL REFERENCES reads (id),
  number        INTEGER NOT NULL,
  kind          TEXT NOT NULL,
  pass          INTEGER NOT NULL,
  page          INTEGER NOT NULL,
  query         TEXT NOT NULL,
  status        INTEGER NOT NULL,
  received      INTEGER NOT NULL,
  duplicates    INTEGER NOT NULL,
  claimed_total INTEGER,
  ms            INTEGER NOT NULL,
  sha256        BLOB NOT NULL,
  PRIMARY KEY (read, number)
) STRICT, WITHOUT ROWID;

-- Which rows a running read has seen: 4096 row numbers a chunk, one bit each. Emptied at its end.
CREATE TABLE seen (
  read  INTEGER NOT NULL REFERENCES reads (id),
  kind  TEXT NOT NULL CHECK (kind IN ('accounts', 'groups', 'members')),
  chunk INTEGER NOT NULL,
  bits  BLOB NOT NULL,
  PRIMARY KEY (read, kind, chunk)
) STRICT, WITHOUT ROWID;

-- An id that an app uses: of an account, or of a member that was never listed as one.
CREATE TABLE subjects (
  id         INTEGER PRIMARY KEY,
  connection INTEGER NOT NULL REFERENCES connections (key),
  scim_id    TEXT NOT NULL,
  UNIQUE (connection, scim_id)
) STRICT;

CREATE TABLE accounts (
  subject        INTEGER PRIMARY KEY REFERENCES subjects (id),
  connection     INTEGER NOT NULL,
  state          INTEGER NOT NULL, -- 0 active, 1 inactive, 2 no longer listed
  active         INTEGER NOT NULL,
  since_read     INTEGER NOT NULL, -- these values are valid from here
  seen_read      INTEGER NOT NULL,
  hash           BLOB NOT NULL,
  name           TEXT NOT NULL,
  user_name      TEXT NOT NULL,
  email          TEXT NOT NULL,
  title          TEXT NOT NULL,
  department     TEXT NOT NULL,
  user_type      TEXT NOT NULL,
  name_key       TEXT NOT NULL,
  user_name_key  TEXT NOT NULL,
  title_key      TEXT NOT NULL,
  department_key TEXT NOT NULL
) STRICT;
-- Rows of one title, department, state or connection are few or sorted by the index of names:
-- an index that had the names too would cost each new row another far-away page.
CREATE INDEX accounts_by_name ON accounts (name_key, connection, state);
CREATE INDEX accounts_by_user_name ON accounts (user_name_key, connection, state);
CREATE INDEX accounts_by_title ON accounts (title_key, connection, state);
CREATE INDEX accounts_by_department ON accounts (department_key, connection, state);
CREATE INDEX accounts_by_count ON accounts (connection, state);
CREATE INDEX accounts_by_seen ON accounts (connection, seen_read);

CREATE TABLE account_resources (
  subject INTEGER PRIMARY KEY,
  raw     TEXT NOT NULL
) STRICT;

CREATE TABLE account_texts (
  subject INTEGER PRIMARY KEY,
  text    TEXT NOT NULL
) STRICT;

-- Finds candidates: rows that have all triples of letters of a text. Whether they have the text
-- itself is looked up in account_texts. The text is folded before it comes here, so the tokenizer
-- need not. A leaf of the index has to fit a page of the encrypted file.
CREATE VIRTUAL TABLE account_search USING fts5 (
  text, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram case_sensitive 1'
);
INSERT INTO account_search (account_search, rank) VALUES ('pgsz', 8000);
INSERT INTO account_search (account_search, rank) VALUES ('hashsize', 16777216);

-- The index follows the texts: those of later subjects are not in it yet.
CREATE TABLE search_progress (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  indexed INTEGER NOT NULL
) STRICT;
INSERT INTO search_progress VALUES (1, 0);

CREATE TABLE account_pasts (
  subject    INTEGER NOT NULL,
  from_read  INTEGER NOT NULL,
  until_read INTEGER NOT NULL,
  active     INTEGER NOT NULL,
  name       TEXT NOT NULL,
  user_name  TEXT NOT NULL,
  email      TEXT NOT NULL,
  title      TEXT NOT NULL,
  department TEXT NOT NULL,
  user_type  TEXT NOT NULL,
  raw        TEXT NOT NULL,
  PRIMARY KEY (subject, from_read)
) STRICT, WITHOUT ROWID;

-- Not listed from one read until another.
CREATE TABLE absences (
  subject    INTEGER NOT NULL,
  from_read  INTEGER NOT NULL,
  until_read INTEGER,
  last_read  INTEGER NOT NULL, -- the read that saw it last
  PRIMARY KEY (subject, from_read)
) STRICT, WITHOUT ROWID;

CREATE TABLE groups (
  id           INTEGER PRIMARY KEY,
  connection   INTEGER NOT NULL REFERENCES connections (key),
  scim_id      TEXT NOT NULL,
  name         TEXT NOT NULL,
  name_key     TEXT NOT NULL,
  listed       INTEGER NOT NULL,
  since_read   INTEGER NOT NULL,
  seen_read    INTEGER NOT NULL,
  gone_read    INTEGER,          -- the read that found it gone
  hash         BLOB NOT NULL,
  raw          TEXT NOT NULL,    -- without its members
  first_members_read INTEGER,    -- NULL: members never read, unknown
  members_read INTEGER,
  members_hash BLOB,
  member_count INTEGER NOT NULL DEFAULT 0,
  UNIQUE (connection, scim_id)
) STRICT;
CREATE INDEX groups_by_name ON groups (name_key);
CREATE INDEX groups_unknown ON groups (connection) WHERE listed = 1 AND members_read IS NULL;

CREATE TABLE group_pasts (
  grp        INTEGER NOT NULL,
  from_read  INTEGER NOT NULL,
  until_read INTEGER NOT NULL,
  name       TEXT NOT NULL,
  raw        TEXT NOT NULL,
  PRIMARY KEY (grp, from_read)
) STRICT, WITHOUT ROWID;

CREATE TABLE memberships (
  id         INTEGER PRIMARY KEY,
  grp        INTEGER NOT NULL,
  subject    INTEGER NOT NULL,
  from_read  INTEGER NOT NULL,
  until_read INTEGER,
  kind       TEXT NOT NULL,
  display    TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX memberships_now ON memberships (grp, subject) WHERE until_read IS NULL;
CREATE INDEX memberships_of ON memberships (subject) WHERE until_read IS NULL;
CREATE INDEX memberships_past ON memberships (subject) WHERE until_read IS NOT NULL;

-- Wishes that are no plan yet. The engine owns what `subject` and `body` mean.
CREATE TABLE stage (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  connection INTEGER NOT NULL REFERENCES connections (key),
  subject    TEXT NOT NULL,
  at         TEXT NOT NULL,
  body       TEXT NOT NULL
) STRICT;
CREATE INDEX stage_by_subject ON stage (connection, subject);

CREATE TABLE plans (
  id         TEXT PRIMARY KEY,
  hash       TEXT NOT NULL,
  made_at    TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  state      TEXT NOT NULL,
  body       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  id         TEXT PRIMARY KEY,
  plan_id    TEXT NOT NULL,
  started_at TEXT NOT NULL,
  ended_at   TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX runs_by_plan ON runs (plan_id);
CREATE INDEX runs_open ON runs (started_at) WHERE ended_at IS NULL;

CREATE TABLE run_items (
  run_id        TEXT NOT NULL REFERENCES runs (id),
  seq           INTEGER NOT NULL,
  connection_id TEXT NOT NULL,
  item          TEXT NOT NULL,
  outcome       TEXT,
  outcome_body  TEXT,
  outcome_at    TEXT,
  PRIMARY KEY (run_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_items_open ON run_items (run_id) WHERE outcome IS NULL;

CREATE TABLE journal (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id TEXT NOT NULL,
  seq    INTEGER NOT NULL,
  step   TEXT NOT NULL,
  at     TEXT NOT NULL,
  body   TEXT NOT NULL,
  FOREIGN KEY (run_id, seq) REFERENCES run_items (run_id, seq)
) STRICT;
CREATE INDEX journal_by_item ON journal (run_id, seq, id);

-- The record: append-only, each entry chained to the one before.
CREATE TABLE record (
  seq      INTEGER PRIMARY KEY,
  at       TEXT NOT NULL,
  kind     TEXT NOT NULL,
  body     TEXT NOT NULL, -- RFC 8785 canonical JSON
  previous TEXT NOT NULL,
  hash     TEXT NOT NULL
) STRICT;
CREATE INDEX record_by_kind ON record (kind);

-- How many entries there are and the newest one's hash: a cut tail shows against it.
CREATE TABLE record_head (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  entries INTEGER NOT NULL,
  head    TEXT NOT NULL
) STRICT;
INSERT INTO record_head VALUES
  (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TRIGGER record_entries_stay BEFORE DELETE ON record
BEGIN SELECT RAISE (ABORT, 'the record is append-only'); END;
CREATE TRIGGER record_entries_stand BEFORE UPDATE ON record
BEGIN SELECT RAISE (ABORT, 'the record is append-only'); END;
-- Also stops INSERT OR REPLACE, which passes by the delete trigger.
CREATE TRIGGER record_entries_follow BEFORE INSERT ON record
WHEN NEW.seq <> (SELECT entries + 1 FROM record_head) OR NEW.previous <> (SELECT head FROM record_head)
BEGIN SELECT RAISE (ABORT, 'the record is append-only'); END;
CREATE TRIGGER record_entries_count AFTER INSERT ON record
BEGIN UPDATE record_head SET entries = NEW.seq, head = NEW.hash; END;
CREATE TRIGGER record_head_stays BEFORE DELETE ON record_head
BEGIN SELECT RAISE (ABORT, 'the record is append-only'); END;
CREATE TRIGGER record_head_grows BEFORE UPDATE ON record_head
WHEN NEW.entries <> OLD.entries + 1
BEGIN SELECT RAISE (ABORT, 'the record is append-only'); END;

-- Signed heads of the record: an entry's number and hash, and an Ed25519 signature over both. The
-- key that signs is in the keychain and never here.
CREATE TABLE record_heads (
  seq        INTEGER PRIMARY KEY,
  hash       TEXT NOT NULL,
  public_key TEXT NOT NULL,
  signature  TEXT NOT NULL
) STRICT;
CREATE TRIGGER record_heads_stay BEFORE DELETE ON record_heads
BEGIN SELECT RAISE (ABORT, 'the record is append-only'); END;
CREATE TRIGGER record_heads_stand BEFORE UPDATE ON record_heads
BEGIN SELECT RAISE (ABORT, 'the record is append-only'); END;
-- The newest entry alone is signed, and once: that also stops INSERT OR REPLACE.
CREATE TRIGGER record_heads_follow BEFORE INSERT ON record_heads
WHEN NEW.seq <> (SELECT entries FROM record_head) OR NEW.hash <> (SELECT head FROM record_head)
  OR EXISTS (SELECT 1 FROM record_heads WHERE seq >= NEW.seq)
BEGIN SELECT RAISE (ABORT, 'the record is append-only'); END;

CREATE TABLE migrations (
  version INTEGER PRIMARY KEY,
  sha256  TEXT NOT NULL
) STRICT;
