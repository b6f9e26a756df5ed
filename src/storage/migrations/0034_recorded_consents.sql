-- Consents that were given to an operator, by signature or by word: of who has no account, too.
CREATE TABLE recorded_consents (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES persons (id),
  purpose TEXT NOT NULL, -- domain/consent.h
  mode TEXT NOT NULL,
  text_version TEXT NOT NULL,
  sheet BLOB NOT NULL, -- sensitive
  granted_at INTEGER NOT NULL,
  withdrawn_at INTEGER,
  recorded_by TEXT NOT NULL REFERENCES operators (id),
  proof TEXT REFERENCES assisted_proofs (id), -- that it was recorded with
  request_key TEXT, -- absent: recorded with a picture
  UNIQUE (recorded_by, request_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX recorded_consents_by_person ON recorded_consents (person, id);
CREATE UNIQUE INDEX recorded_consents_by_proof ON recorded_consents (proof) WHERE proof IS NOT NULL;
