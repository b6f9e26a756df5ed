-- Public keys of phones that take pictures in the field, and what was signed with them.

CREATE TABLE field_keys (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL REFERENCES operators (id),
  public_key TEXT NOT NULL UNIQUE, -- hexadecimal
  issued_at INTEGER NOT NULL,
  valid_until INTEGER NOT NULL,
  revoked_at INTEGER -- absent: it is not
) STRICT;
CREATE INDEX field_keys_by_owner ON field_keys (owner, valid_until) WHERE revoked_at IS NULL;

CREATE TABLE field_marks (
  proof TEXT PRIMARY KEY REFERENCES assisted_proofs (id),
  field_key TEXT NOT NULL REFERENCES field_keys (id),
  sequence INTEGER NOT NULL,
  captured_at INTEGER NOT NULL,
  signature TEXT NOT NULL, -- hexadecimal
  UNIQUE (field_key, sequence)
) STRICT, WITHOUT ROWID;
