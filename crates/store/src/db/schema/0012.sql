-- What the admin leaves as it is until a day, although it differs from the HR list.

CREATE TABLE reconcile_ignores (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  node   TEXT NOT NULL, -- account:SUBJECT or entry:KEY, as in tie_decisions
  bucket TEXT NOT NULL,
  path   TEXT NOT NULL, -- of the attribute; empty: the account or person as a whole
  seen   TEXT NOT NULL, -- hash of what differed: another difference is not ignored
  until  TEXT NOT NULL, -- the last day on which it is ignored
  reason TEXT NOT NULL,
  who    TEXT NOT NULL,
  at     TEXT NOT NULL,
  UNIQUE (node, bucket, path)
) STRICT;

-- How a connection was compared with the HR list, each version of its file once.
CREATE TABLE reconcile_rules (
  connection INTEGER PRIMARY KEY REFERENCES connections (key),
  sha256     TEXT NOT NULL, -- of the file; empty: there is none
  at         TEXT NOT NULL
) STRICT;
