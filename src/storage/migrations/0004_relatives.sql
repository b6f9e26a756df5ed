-- Whom an account helps with the proof of life, and whom the person refused as a helper.
CREATE TABLE relatives (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES accounts (id),
  person TEXT NOT NULL REFERENCES persons (id),
  relation TEXT NOT NULL, -- domain/relative.h
  state TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  request_key TEXT NOT NULL,
  UNIQUE (account, request_key),
  UNIQUE (account, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX relatives_by_person ON relatives (person);
