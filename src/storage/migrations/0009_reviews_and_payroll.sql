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
  number INTEGER NOT NULL, -- 1, 2, ... of the agency
  task TEXT NOT NULL REFERENCES tasks (id),
  person TEXT NOT NULL REFERENCES persons (id),
  category TEXT NOT NULL REFERENCES categories (code),
  instruction TEXT NOT NULL, -- domain/payroll.h
  holds_from TEXT NOT NULL,
  arrears_months INTEGER NOT NULL,
  batch TEXT REFERENCES payroll_batches (id),
  UNIQUE (agency, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX payroll_rows_waiting ON payroll_rows (agency, number) WHERE batch IS NULL;
CREATE INDEX payroll_rows_by_person ON payroll_rows (person, category, number);

-- Suspensions of before: the paying side may have been told of none.
INSERT INTO payroll_rows (id, agency, number, task, person, category, instruction, holds_from, arrears_months)
  SELECT t.id, t.agency, row_number() OVER (PARTITION BY t.agency ORDER BY t.id), t.id, t.person, p.category, 'SUSPEND',
    t.suspended_from, 0
  FROM tasks t JOIN plans p ON p.id = t.plan WHERE t.state = 'SUSPENDED' AND t.suspended_from IS NOT NULL;
