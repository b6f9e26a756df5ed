-- An account can be closed: what names its owner is emptied, the row stays for the records that refer to it.
ALTER TABLE accounts ADD COLUMN closed_at INTEGER; -- absent: it is open

-- Of a refused helper whose account was closed: what it logged in with, so that nobody comes back by registering anew.
ALTER TABLE relatives ADD COLUMN refused_login_index TEXT; -- sensitive

-- Whether it was given on the person's own account, which a closed one does not say any more.
ALTER TABLE consents ADD COLUMN is_own INTEGER NOT NULL DEFAULT 0;
UPDATE consents SET is_own = 1 WHERE EXISTS (SELECT 1 FROM accounts a WHERE a.id = consents.account AND a.login_index IN (
    SELECT p.id_number_index FROM persons p WHERE p.id = consents.person
    UNION SELECT m.id_number_index FROM person_merges m WHERE m.kept = consents.person AND m.state = 'CONFIRMED'));
