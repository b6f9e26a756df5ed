-- Who cannot log in asks for a call: who they say they are, which nobody has checked.

ALTER TABLE tickets ADD COLUMN caller_name BLOB; -- sensitive
ALTER TABLE tickets ADD COLUMN caller_id_number BLOB; -- sensitive
ALTER TABLE tickets ADD COLUMN caller_phone_index TEXT; -- sensitive
CREATE UNIQUE INDEX tickets_by_caller_key ON tickets (request_key) WHERE caller_phone_index IS NOT NULL;
CREATE INDEX tickets_open_by_caller ON tickets (caller_phone_index) WHERE state IN ('OPEN', 'CLAIMED');
CREATE INDEX tickets_of_callers ON tickets (opened_at) WHERE caller_phone_index IS NOT NULL;
