-- Passes without an attempt; several pieces of evidence for an assisted proof; where an employer's retired get help.

CREATE TABLE passes (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES persons (id),
  way TEXT NOT NULL, -- domain/pass.h
  seen_on TEXT NOT NULL,
  passed_at INTEGER NOT NULL,
  next_due_on TEXT,
  UNIQUE (person, way, seen_on)
) STRICT, WITHOUT ROWID;
CREATE INDEX passes_by_person ON passes (person, id);

CREATE TABLE assisted_evidence (
  proof TEXT NOT NULL REFERENCES assisted_proofs (id),
  kind TEXT NOT NULL, -- domain/assisted_proof.h
  content BLOB NOT NULL, -- sensitive
  PRIMARY KEY (proof, kind)
) STRICT;
-- Sealed as it was: pictures of either kind are sealed for the same place.
INSERT INTO assisted_evidence (proof, kind, content)
  SELECT id, CASE WHEN way IN ('HOSPITAL', 'STREET_OFFICE', 'EMBASSY') THEN 'PAPER' ELSE 'PHOTO' END, image
  FROM assisted_proofs;
ALTER TABLE assisted_proofs DROP COLUMN image;
ALTER TABLE assisted_proofs ADD COLUMN issuer BLOB; -- sensitive

CREATE TABLE employer_contacts (
  employer TEXT NOT NULL REFERENCES employers (id),
  place INTEGER NOT NULL, -- in the list
  kind TEXT NOT NULL, -- domain/agency.h
  contact TEXT NOT NULL,
  hours TEXT NOT NULL,
  PRIMARY KEY (employer, place)
) STRICT, WITHOUT ROWID;
