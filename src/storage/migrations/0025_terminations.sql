-- What came of asking somebody, losses that wait until the benefits end, and instructions about benefits that no task asks for.

ALTER TABLE task_contacts ADD COLUMN result TEXT; -- domain/suspension.h; absent: before this was kept
ALTER TABLE task_contacts ADD COLUMN note BLOB; -- sensitive

ALTER TABLE life_signs ADD COLUMN followed_on TEXT; -- of a confirmed loss; absent: a benefit still has to end
UPDATE life_signs SET followed_on = happened_on WHERE outcome = 'CONFIRMED'
  AND EXISTS (SELECT 1 FROM tasks t WHERE t.person = life_signs.person AND t.state = 'TERMINATED');
CREATE INDEX life_signs_to_follow ON life_signs (agency, id) WHERE outcome = 'CONFIRMED' AND followed_on IS NULL;

ALTER TABLE payroll_rows RENAME TO earlier_payroll_rows;
CREATE TABLE payroll_rows (
  id TEXT PRIMARY KEY,
  agency TEXT NOT NULL REFERENCES agencies (id),
  number INTEGER NOT NULL, -- 1, 2, ... of the agency
  task TEXT REFERENCES tasks (id), -- absent: no task asked
  person TEXT NOT NULL REFERENCES persons (id),
  category TEXT NOT NULL REFERENCES categories (code),
  instruction TEXT NOT NULL, -- domain/payroll.h
  holds_from TEXT NOT NULL,
  arrears_months INTEGER NOT NULL,
  batch TEXT REFERENCES payroll_batches (id),
  UNIQUE (agency, number)
) STRICT, WITHOUT ROWID;
INSERT INTO payroll_rows (id, agency, number, task, person, category, instruction, holds_from, arrears_months, batch)
  SELECT id, agency, number, task, person, category, instruction, holds_from, arrears_months, batch FROM earlier_payroll_rows;
DROP TABLE earlier_payroll_rows;
CREATE INDEX payroll_rows_waiting ON payroll_rows (agency, number) WHERE batch IS NULL;
CREATE INDEX payroll_rows_by_person ON payroll_rows (person, category, number);
CREATE INDEX payroll_rows_by_task ON payroll_rows (task);
