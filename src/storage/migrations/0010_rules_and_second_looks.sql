-- Due rules that a region has instead of the category's, and reviews that two reviewers look at.

CREATE TABLE category_rules (
  category TEXT NOT NULL REFERENCES categories (code),
  region TEXT NOT NULL, -- 12 digits; the rule holds in all that is inside
  rule_kind TEXT NOT NULL,
  months INTEGER NOT NULL,
  windows TEXT NOT NULL,
  PRIMARY KEY (category, region)
) STRICT, WITHOUT ROWID;

ALTER TABLE reviews ADD COLUMN wants_second INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reviews ADD COLUMN first_by TEXT REFERENCES operators (id);
ALTER TABLE reviews ADD COLUMN first_verdict TEXT;
ALTER TABLE reviews ADD COLUMN is_disputed INTEGER NOT NULL DEFAULT 0;
