-- Schema 5: which entries of the keychain hold a connection's token.

CREATE TABLE token_entries (
  name       TEXT PRIMARY KEY,  -- of the entry in the keychain
  connection TEXT NOT NULL,     -- id of the connection; it may not be there yet, or not any more
  state      TEXT NOT NULL CHECK (state IN ('arriving', 'live', 'leaving')),
  at         TEXT NOT NULL      -- of its newest state
) STRICT;
CREATE UNIQUE INDEX token_entries_live ON token_entries (connection) WHERE state = 'live';

INSERT INTO token_entries
SELECT 'token:' || id, id, 'live', made_at FROM connections WHERE removed_at IS NULL;
