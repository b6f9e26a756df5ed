-- The sessions of one account: to list them, and to end them all.
CREATE INDEX sessions_by_subject ON sessions (subject, realm);
