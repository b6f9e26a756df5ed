-- Plans and the tasks that they give to people; what is asked of the agency; what others have seen.

ALTER TABLE persons ADD COLUMN region TEXT NOT NULL DEFAULT ''; -- 12 digits; empty: nobody said
ALTER TABLE consents ADD COLUMN withdrawn_at INTEGER;
CREATE INDEX entitlements_by_category ON entitlements (category, person);

CREATE TABLE support_contacts (
  agency TEXT NOT NULL REFERENCES agencies (id),
  place INTEGER NOT NULL, -- in the list
  kind TEXT NOT NULL, -- domain/agency.h
  contact TEXT NOT NULL,
  hours TEXT NOT NULL,
  PRIMARY KEY (agency, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE plans (
  id TEXT PRIMARY KEY,
  agency TEXT NOT NULL REFERENCES agencies (id),
  name TEXT NOT NULL,
  category TEXT NOT NULL REFERENCES categories (code),
  region TEXT NOT NULL, -- empty: all of the agency
  self_from TEXT, -- absent: each entitlement's own cycle
  self_to TEXT,
  verify_days INTEGER NOT NULL,
  grace_days INTEGER NOT NULL,
  hours TEXT NOT NULL, -- empty: day and night
  tries_max INTEGER NOT NULL,
  review_workdays INTEGER NOT NULL,
  state TEXT NOT NULL, -- domain/plan.h
  made_at INTEGER NOT NULL,
  filled_to TEXT NOT NULL, -- the person up to whom tasks are made in the running round
  filled_on TEXT NOT NULL, -- the day of the last round; empty: none has ended
  request_key TEXT NOT NULL,
  UNIQUE (agency, request_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX plans_by_agency ON plans (agency, id);

CREATE TABLE tasks (
  id TEXT PRIMARY KEY,
  plan TEXT NOT NULL REFERENCES plans (id),
  person TEXT NOT NULL REFERENCES persons (id),
  agency TEXT NOT NULL REFERENCES agencies (id),
  self_from TEXT NOT NULL,
  self_to TEXT NOT NULL,
  verify_to TEXT NOT NULL,
  grace_days INTEGER NOT NULL,
  state TEXT NOT NULL, -- domain/task.h
  settled_on TEXT,
  proposed_by TEXT REFERENCES operators (id),
  suspended_from TEXT,
  arrears_months INTEGER,
  before_loss TEXT, -- state of a terminated one
  UNIQUE (person, plan, self_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX tasks_by_state ON tasks (agency, state, id);
CREATE INDEX tasks_by_plan ON tasks (plan, state, id);
CREATE INDEX tasks_to_end ON tasks (plan, self_to) WHERE state = 'PENDING';
CREATE INDEX attempts_by_consent ON attempts (consent);

-- How the office tried to reach somebody. Only ever added to.
CREATE TABLE task_contacts (
  task TEXT NOT NULL REFERENCES tasks (id),
  channel TEXT NOT NULL, -- domain/suspension.h
  made_at INTEGER NOT NULL,
  operator TEXT NOT NULL REFERENCES operators (id),
  PRIMARY KEY (task, made_at, channel)
) STRICT, WITHOUT ROWID;

CREATE TABLE tickets (
  id TEXT PRIMARY KEY,
  agency TEXT NOT NULL REFERENCES agencies (id),
  account TEXT NOT NULL REFERENCES accounts (id),
  person TEXT REFERENCES persons (id),
  kind TEXT NOT NULL, -- domain/ticket.h
  state TEXT NOT NULL,
  phone BLOB NOT NULL, -- sensitive
  note BLOB NOT NULL, -- sensitive
  opened_at INTEGER NOT NULL,
  due_on TEXT NOT NULL,
  claimed_by TEXT REFERENCES operators (id),
  outcome TEXT,
  answer BLOB NOT NULL, -- sensitive
  closed_at INTEGER,
  request_key TEXT NOT NULL,
  UNIQUE (account, request_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX tickets_open ON tickets (agency, due_on, id) WHERE state IN ('OPEN', 'CLAIMED');
CREATE INDEX tickets_by_account ON tickets (account, id);
CREATE INDEX tickets_by_person ON tickets (person, kind) WHERE state IN ('OPEN', 'CLAIMED');

CREATE TABLE assisted_proofs (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES persons (id),
  agency TEXT NOT NULL REFERENCES agencies (id),
  way TEXT NOT NULL, -- domain/assisted_proof.h
  seen_on TEXT NOT NULL,
  state TEXT NOT NULL,
  made_by TEXT NOT NULL REFERENCES operators (id),
  made_at INTEGER NOT NULL,
  decided_by TEXT REFERENCES operators (id),
  decided_at INTEGER,
  answer BLOB NOT NULL, -- sensitive
  image BLOB NOT NULL, -- sensitive
  request_key TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX assisted_proofs_open ON assisted_proofs (agency, id) WHERE state = 'PROPOSED';

-- What other systems reported about somebody.
CREATE TABLE life_signs (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES persons (id),
  agency TEXT NOT NULL REFERENCES agencies (id),
  kind TEXT NOT NULL, -- domain/life_sign.h
  source BLOB NOT NULL, -- sensitive
  source_index TEXT NOT NULL, -- sensitive
  happened_on TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  checked_by TEXT REFERENCES operators (id),
  outcome TEXT,
  UNIQUE (person, kind, source_index, happened_on)
) STRICT, WITHOUT ROWID;
CREATE INDEX life_signs_by_person ON life_signs (person, happened_on);
CREATE INDEX life_signs_unchecked ON life_signs (agency, id) WHERE checked_by IS NULL AND kind NOT IN ('STRONG', 'WEAK');
