-- Lists that are handed in at the console: what was uploaded, how far it is taken over, and what it added.

CREATE TABLE imports (
  id TEXT PRIMARY KEY,
  agency TEXT NOT NULL REFERENCES agencies (id),
  kind TEXT NOT NULL, -- domain/import_job.h
  state TEXT NOT NULL,
  state_since INTEGER NOT NULL,
  file_name BLOB NOT NULL, -- sensitive
  byte_count INTEGER NOT NULL,
  content_digest TEXT NOT NULL, -- sensitive
  made_by TEXT NOT NULL REFERENCES operators (id),
  made_at INTEGER NOT NULL,
  headings BLOB NOT NULL, -- sensitive
  columns TEXT NOT NULL,
  encoding TEXT NOT NULL,
  row_count INTEGER NOT NULL,
  added INTEGER NOT NULL,
  extended INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  strangers INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  proofs INTEGER NOT NULL,
  losses INTEGER NOT NULL,
  percent INTEGER NOT NULL,
  line INTEGER NOT NULL, -- up to which it was taken over, down to which it was taken back
  taken_back INTEGER NOT NULL,
  failure TEXT, -- absent: none
  failure_line INTEGER NOT NULL,
  claim TEXT NOT NULL, -- of the worker that has it; empty: nobody
  claimed_until INTEGER NOT NULL,
  request_key TEXT NOT NULL,
  UNIQUE (agency, request_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX imports_by_agency ON imports (agency, id);
CREATE INDEX imports_at_work ON imports (id) WHERE state IN ('CHECKING', 'RUNNING', 'UNDOING');

-- The file, piece by piece.
CREATE TABLE import_pieces (
  import TEXT NOT NULL REFERENCES imports (id),
  number INTEGER NOT NULL,
  content BLOB NOT NULL, -- sensitive
  PRIMARY KEY (import, number)
) STRICT;

-- Rows that were left out, in their order.
CREATE TABLE import_faults (
  import TEXT NOT NULL REFERENCES imports (id),
  number INTEGER NOT NULL,
  line INTEGER NOT NULL,
  field TEXT NOT NULL,
  code TEXT NOT NULL,
  PRIMARY KEY (import, number)
) STRICT, WITHOUT ROWID;

-- What each row added, until it is taken back. The person may be gone by then.
CREATE TABLE import_changes (
  import TEXT NOT NULL REFERENCES imports (id),
  line INTEGER NOT NULL,
  person TEXT NOT NULL,
  category TEXT NOT NULL, -- empty: a sign
  is_new_person INTEGER NOT NULL,
  sign TEXT,
  kept TEXT, -- why it was not taken back
  PRIMARY KEY (import, line)
) STRICT, WITHOUT ROWID;

-- Which column is which field, as somebody said for a file with these headings.
CREATE TABLE import_columns (
  agency TEXT NOT NULL REFERENCES agencies (id),
  kind TEXT NOT NULL,
  headings_index TEXT NOT NULL, -- sensitive
  columns TEXT NOT NULL,
  PRIMARY KEY (agency, kind, headings_index)
) STRICT, WITHOUT ROWID;

-- Who is taken back is looked for in all that may refer to a person, by the indexes that are there since 0013.
CREATE INDEX payroll_rows_by_task ON payroll_rows (task);
