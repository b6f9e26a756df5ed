-- What a message's text says in place of the placeholders: for gateways that fill registered texts in themselves.

ALTER TABLE notices ADD COLUMN parameters BLOB; -- sensitive, JSON; absent: of before
