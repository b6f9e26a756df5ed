-- What regions are called; where the people of tasks live, so that a plan is counted place by place; and which entries
-- of the audit log are about one thing, or by one operator.

CREATE TABLE regions (
  code TEXT PRIMARY KEY, -- 12 digits
  parent TEXT NOT NULL, -- empty: a province
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX regions_by_parent ON regions (parent, code);

ALTER TABLE tasks ADD COLUMN region TEXT NOT NULL DEFAULT ''; -- of the person, as persons.region
UPDATE tasks SET region = (SELECT p.region FROM persons p WHERE p.id = tasks.person);
CREATE INDEX tasks_by_region ON tasks (plan, region, state);

CREATE INDEX audit_log_by_object ON audit_log (agency, object, number);
CREATE INDEX audit_log_by_operator ON audit_log (agency, operator, number);
CREATE INDEX audit_log_by_action ON audit_log (agency, action, number);
