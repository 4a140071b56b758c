-- What the answers of a connection taught about its pace: where the next program begins.

CREATE TABLE paces (
  connection INTEGER PRIMARY KEY REFERENCES connections (key),
  per_second REAL NOT NULL,    -- what is stayed below; where no limit was met, the most that were sent in a second
  at_once    INTEGER NOT NULL, -- requests under way at the same time
  limited_at TEXT              -- when the app last said that it was too much; NULL: never
) STRICT;
