-- What a person hands in for a review, and what the paying side is told.

DROP INDEX reviews_open;
CREATE INDEX reviews_pending ON reviews (agency, due_on, id) WHERE state IN ('OPEN', 'ASKED');
ALTER TABLE reviews ADD COLUMN answer BLOB; -- sensitive

CREATE TABLE review_evidence (
  review TEXT NOT NULL REFERENCES reviews (id),
  kind TEXT NOT NULL, -- domain/review.h
  image BLOB NOT NULL, -- sensitive
  received_at INTEGER NOT NULL,
  UNIQUE (review, kind)
) STRICT;

CREATE TABLE payroll_batches (
  id TEXT PRIMARY KEY,
  agency TEXT NOT NULL REFERENCES agencies (id),
  number INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  made_by TEXT NOT NULL REFERENCES operators (id),
  line_count INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  key_id TEXT NOT NULL,
  signature TEXT NOT NULL,
  csv BLOB NOT NULL, -- sensitive
  request_key TEXT NOT NULL,
  UNIQUE (agency, request_key),
  UNIQUE (agency, number)
) STRICT;

-- In the order in which they were given. Only ever added to, and put in a batch once.
CREATE TABLE payroll_rows (
  id TEXT PRIMARY KEY,
  agency TEXT NOT NULL REFERENCES agencies (id),
  task TEXT NOT NULL REFERENCES tasks (id),
  person TEXT NOT NULL REFERENCES persons (id),
  instruction TEXT NOT NULL, -- domain/payroll.h
  holds_from TEXT NOT NULL,
  arrears_months INTEGER NOT NULL,
  batch TEXT REFERENCES payroll_batches (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX payroll_rows_waiting ON payroll_rows (agency, id) WHERE batch IS NULL;

-- Suspensions of before: the paying side may have been told of none.
INSERT INTO payroll_rows (id, agency, task, person, instruction, holds_from, arrears_months)
  SELECT id, agency, id, person, 'SUSPEND', suspended_from, 0 FROM tasks
  WHERE state = 'SUSPENDED' AND suspended_from IS NOT NULL;
