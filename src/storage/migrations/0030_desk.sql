-- Lists that wait for a second person are looked for whenever a desk is opened.

CREATE INDEX imports_checked ON imports (agency, id) WHERE state = 'CHECKED';
