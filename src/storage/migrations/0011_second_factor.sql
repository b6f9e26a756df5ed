-- A second factor of operators (TOTP): the one that a login needs, and one that waits for its first code.

ALTER TABLE operators ADD COLUMN factor BLOB; -- sensitive
ALTER TABLE operators ADD COLUMN factor_step INTEGER NOT NULL DEFAULT 0; -- of the last code that served
ALTER TABLE operators ADD COLUMN pending_factor BLOB; -- sensitive
