-- How old the people of tasks are, as coarse as counting needs, and by which way they proved it: in the order of one
-- index, so that the figures of a plan are one pass over it. And where in the audit log a day begins.

ALTER TABLE tasks ADD COLUMN age_band TEXT NOT NULL DEFAULT ''; -- domain/age_band.h, when it was made; empty: of before
DROP INDEX tasks_by_region;
CREATE INDEX tasks_by_region ON tasks (plan, region, state, age_band, settled_by);

CREATE INDEX audit_log_by_time ON audit_log (agency, at);

CREATE INDEX notices_failed ON notices (made_at) WHERE state = 'FAILED';
