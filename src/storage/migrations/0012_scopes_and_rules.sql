-- Employers, for whom each operator works, and which proofs by face a category takes.

CREATE TABLE employers (
  id TEXT PRIMARY KEY,
  agency TEXT NOT NULL REFERENCES agencies (id),
  code TEXT NOT NULL, -- unified social credit code
  name TEXT NOT NULL,
  UNIQUE (agency, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX employers_by_agency ON employers (agency, id);

ALTER TABLE persons ADD COLUMN employer TEXT REFERENCES employers (id);
CREATE INDEX persons_by_region ON persons (agency, region, id);
CREATE INDEX persons_by_employer ON persons (agency, employer, id) WHERE employer IS NOT NULL;

ALTER TABLE operators ADD COLUMN region TEXT NOT NULL DEFAULT ''; -- 12 digits; empty: the whole agency
ALTER TABLE operators ADD COLUMN employer TEXT REFERENCES employers (id);
ALTER TABLE operators ADD COLUMN is_disabled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE operators ADD COLUMN must_change_password INTEGER NOT NULL DEFAULT 0;
CREATE INDEX operators_by_agency ON operators (agency, id);

ALTER TABLE categories ADD COLUMN grace_days INTEGER NOT NULL DEFAULT 0;
ALTER TABLE categories ADD COLUMN takes_minors INTEGER NOT NULL DEFAULT 1;
ALTER TABLE categories ADD COLUMN modes TEXT NOT NULL DEFAULT 'COLOUR,POSE,STATIC';
ALTER TABLE category_rules ADD COLUMN grace_days INTEGER NOT NULL DEFAULT 0;
ALTER TABLE category_rules ADD COLUMN takes_minors INTEGER NOT NULL DEFAULT 1;
ALTER TABLE category_rules ADD COLUMN modes TEXT NOT NULL DEFAULT 'COLOUR,POSE,STATIC';
