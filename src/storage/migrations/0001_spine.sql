-- The spine: agencies, people, accounts, references, attempts, reviews.
-- Times are milliseconds since 1970 (UTC), dates are texts like 2026-11-24 (days in China), ids are sortable texts.
-- A column marked `sensitive` holds only what crypto::Vault sealed, or its keyed look-up value; a test reads the marks.

CREATE TABLE agencies (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  phone TEXT NOT NULL,
  hours TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE categories (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  rule_kind TEXT NOT NULL,
  months INTEGER NOT NULL,
  windows TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE operators (
  id TEXT PRIMARY KEY,
  agency TEXT NOT NULL REFERENCES agencies (id),
  login TEXT NOT NULL UNIQUE,
  name BLOB NOT NULL, -- sensitive
  role TEXT NOT NULL,
  password_hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  name BLOB NOT NULL,                   -- sensitive
  id_number BLOB NOT NULL,              -- sensitive
  id_number_index TEXT NOT NULL UNIQUE, -- sensitive
  phone BLOB NOT NULL,                  -- sensitive
  password_hash TEXT NOT NULL,
  terms_version TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  request_key TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

CREATE TABLE login_tries (
  realm TEXT NOT NULL,
  login_index TEXT NOT NULL, -- sensitive
  failed INTEGER NOT NULL,
  wait_until INTEGER,
  touched_at INTEGER NOT NULL,
  PRIMARY KEY (realm, login_index)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  realm TEXT NOT NULL,
  subject TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_age ON sessions (created_at);

CREATE TABLE persons (
  id TEXT PRIMARY KEY,
  agency TEXT NOT NULL REFERENCES agencies (id),
  name BLOB NOT NULL,                   -- sensitive
  name_index TEXT NOT NULL,             -- sensitive
  id_number BLOB NOT NULL,              -- sensitive
  id_number_index TEXT NOT NULL UNIQUE, -- sensitive
  phone BLOB NOT NULL,                  -- sensitive
  phone_index TEXT NOT NULL,            -- sensitive
  created_at INTEGER NOT NULL,
  request_key TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;
CREATE INDEX persons_by_agency ON persons (agency, id);
CREATE INDEX persons_by_name ON persons (agency, name_index, id);
CREATE INDEX persons_by_phone ON persons (agency, phone_index, id);

CREATE TABLE entitlements (
  person TEXT NOT NULL REFERENCES persons (id),
  category TEXT NOT NULL REFERENCES categories (code),
  started_on TEXT NOT NULL,
  last_passed_on TEXT,
  PRIMARY KEY (person, category)
) STRICT, WITHOUT ROWID;

CREATE TABLE person_references (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES persons (id),
  state TEXT NOT NULL, -- ACTIVE, RETIRED
  source TEXT NOT NULL,
  made_by TEXT NOT NULL REFERENCES operators (id),
  made_at INTEGER NOT NULL,
  network_set TEXT,            -- absent: no networks were there
  embedding BLOB,              -- sensitive
  image BLOB NOT NULL,         -- sensitive
  image_digest TEXT NOT NULL   -- sensitive
) STRICT;
CREATE UNIQUE INDEX person_references_active ON person_references (person) WHERE state = 'ACTIVE';

CREATE TABLE consents (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES accounts (id),
  person TEXT NOT NULL REFERENCES persons (id),
  text_version TEXT NOT NULL,
  granted_at INTEGER NOT NULL,
  request_key TEXT NOT NULL,
  UNIQUE (account, request_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempts (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES accounts (id),
  person TEXT NOT NULL REFERENCES persons (id),
  consent TEXT NOT NULL REFERENCES consents (id),
  state TEXT NOT NULL, -- domain/attempt.h
  nonce TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  deadline INTEGER NOT NULL,
  decided_at INTEGER,
  result TEXT,
  reason TEXT,
  score REAL,
  threshold REAL,
  network_set TEXT NOT NULL,
  next_due_on TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX attempts_by_person ON attempts (person, id);
CREATE UNIQUE INDEX attempts_open ON attempts (account) WHERE state = 'OPEN';
CREATE INDEX attempts_unfinished ON attempts (state, deadline) WHERE state IN ('OPEN', 'SUBMITTED');

-- Several keys may have led to one attempt: a second phone goes on with the one that is open.
CREATE TABLE attempt_keys (
  account TEXT NOT NULL REFERENCES accounts (id),
  request_key TEXT NOT NULL,
  attempt TEXT NOT NULL REFERENCES attempts (id),
  PRIMARY KEY (account, request_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE frames (
  attempt TEXT NOT NULL REFERENCES attempts (id),
  sequence INTEGER NOT NULL,
  image BLOB NOT NULL,        -- sensitive
  image_digest TEXT NOT NULL, -- sensitive
  received_at INTEGER NOT NULL,
  UNIQUE (attempt, sequence)
) STRICT;
CREATE INDEX frames_by_age ON frames (received_at);

CREATE TABLE reviews (
  id TEXT PRIMARY KEY,
  attempt TEXT NOT NULL UNIQUE REFERENCES attempts (id),
  person TEXT NOT NULL REFERENCES persons (id),
  agency TEXT NOT NULL REFERENCES agencies (id),
  state TEXT NOT NULL, -- domain/review.h
  requested_by TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  due_on TEXT NOT NULL,
  due_is_certain INTEGER NOT NULL,
  note BLOB NOT NULL, -- sensitive
  decided_by TEXT REFERENCES operators (id),
  decided_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX reviews_open ON reviews (agency, due_on, id) WHERE state = 'OPEN';
CREATE INDEX reviews_by_person ON reviews (person, id);

-- The usual kinds of benefit with a cycle to start from; which one holds is decided by each region.
INSERT INTO categories (code, name, rule_kind, months, windows) VALUES
  ('ENTERPRISE_PENSION', '企业职工基本养老保险', 'ROLLING_MONTH_END', 12, ''),
  ('PUBLIC_PENSION', '机关事业单位养老保险', 'ROLLING_MONTH_END', 12, ''),
  ('RESIDENT_PENSION', '城乡居民基本养老保险', 'FIXED_WINDOW', 6, '01-01..06-30,07-01..12-31'),
  ('WORK_INJURY', '工伤保险（1-4 级）', 'ROLLING_MONTH_END', 12, ''),
  ('SURVIVOR', '供养亲属抚恤金', 'FIXED_WINDOW', 6, '01-01..06-30,07-01..12-31');
