-- Text messages, the codes in them, and accounts that log in by phone. Those have no ID number: what is sealed in
-- its place is empty, and the look-up value is the phone's.

ALTER TABLE accounts RENAME COLUMN id_number_index TO login_index; -- sensitive

ALTER TABLE tasks ADD COLUMN remind_on TEXT; -- absent: not any more
UPDATE tasks SET remind_on = self_from WHERE state = 'PENDING';
CREATE INDEX tasks_to_remind ON tasks (remind_on) WHERE state = 'PENDING' AND remind_on IS NOT NULL;

CREATE TABLE codes (
  purpose TEXT NOT NULL, -- domain/verification_code.h
  login_index TEXT NOT NULL, -- sensitive
  digits BLOB NOT NULL, -- sensitive
  made_at INTEGER NOT NULL,
  wrong INTEGER NOT NULL,
  day TEXT NOT NULL,
  sent_that_day INTEGER NOT NULL,
  PRIMARY KEY (purpose, login_index)
) STRICT, WITHOUT ROWID;

CREATE TABLE notices (
  id TEXT PRIMARY KEY,
  person TEXT REFERENCES persons (id),
  kind TEXT NOT NULL, -- domain/notice.h
  phone BLOB NOT NULL, -- sensitive
  text BLOB NOT NULL, -- sensitive
  state TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  next_try_at INTEGER NOT NULL,
  is_urgent INTEGER NOT NULL -- a code
) STRICT, WITHOUT ROWID;
CREATE INDEX notices_to_send ON notices (is_urgent, next_try_at) WHERE state = 'QUEUED';
CREATE INDEX notices_by_person ON notices (person, id) WHERE person IS NOT NULL;
CREATE INDEX notices_by_age ON notices (made_at, is_urgent);
