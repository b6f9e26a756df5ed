-- Clerks write down what people ask for who have no account; a claim lapses; tries that reached nobody are kept.
-- A column cannot be made to take nothing, so the table is made anew.
ALTER TABLE tickets RENAME TO earlier_tickets;
CREATE TABLE tickets (
  id TEXT PRIMARY KEY,
  agency TEXT NOT NULL REFERENCES agencies (id),
  account TEXT REFERENCES accounts (id), -- one of these two asked for it
  opened_by TEXT REFERENCES operators (id),
  person TEXT REFERENCES persons (id),
  kind TEXT NOT NULL, -- domain/ticket.h
  state TEXT NOT NULL,
  phone BLOB NOT NULL, -- sensitive
  note BLOB NOT NULL, -- sensitive
  opened_at INTEGER NOT NULL,
  due_on TEXT NOT NULL,
  claimed_by TEXT REFERENCES operators (id),
  claimed_to TEXT, -- the last day of the claim
  tries INTEGER NOT NULL,
  tried_at INTEGER,
  tried_by TEXT REFERENCES operators (id),
  outcome TEXT,
  answer BLOB NOT NULL, -- sensitive
  closed_at INTEGER,
  request_key TEXT NOT NULL,
  UNIQUE (account, request_key),
  UNIQUE (opened_by, request_key)
) STRICT, WITHOUT ROWID;
INSERT INTO tickets (id, agency, account, person, kind, state, phone, note, opened_at, due_on, claimed_by,
    claimed_to, tries, outcome, answer, closed_at, request_key)
  SELECT id, agency, account, person, kind, state, phone, note, opened_at, due_on, claimed_by,
    CASE WHEN state = 'CLAIMED' THEN due_on END, 0, outcome, answer, closed_at, request_key
  FROM earlier_tickets;
DROP TABLE earlier_tickets;
CREATE INDEX tickets_open ON tickets (agency, due_on, id) WHERE state IN ('OPEN', 'CLAIMED');
CREATE INDEX tickets_by_account ON tickets (account, id);
CREATE INDEX tickets_by_person ON tickets (person, kind) WHERE state IN ('OPEN', 'CLAIMED');
CREATE INDEX tickets_of_person ON tickets (person, id);
