-- What the console shows of a person, of a face and of a whole region.

ALTER TABLE reviews ADD COLUMN claimed_by TEXT REFERENCES operators (id);
ALTER TABLE reviews ADD COLUMN claimed_at INTEGER;
CREATE INDEX reviews_decided ON reviews (agency, decided_at) WHERE decided_at IS NOT NULL;

-- Who wanted to see a whole ID number and phone, and why. Only ever added to.
CREATE TABLE disclosures (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES persons (id),
  operator TEXT NOT NULL REFERENCES operators (id),
  at INTEGER NOT NULL,
  reason TEXT NOT NULL -- domain/disclosure.h
) STRICT, WITHOUT ROWID;
CREATE INDEX disclosures_by_person ON disclosures (person, id);
CREATE INDEX disclosures_by_operator ON disclosures (operator, at);

-- References that wait for a second operator, and how old the photographs of people are.
ALTER TABLE person_references ADD COLUMN taken_at INTEGER; -- absent: when it was made
ALTER TABLE person_references ADD COLUMN keeps_earlier INTEGER NOT NULL DEFAULT 0; -- of a proposed one
ALTER TABLE person_references ADD COLUMN decided_by TEXT REFERENCES operators (id);
CREATE INDEX person_references_by_person ON person_references (person, id);
CREATE INDEX person_references_proposed ON person_references (id) WHERE state = 'PROPOSED';
ALTER TABLE persons ADD COLUMN photographed_at INTEGER; -- of the newest active reference; absent: there is none
UPDATE persons SET photographed_at =
  (SELECT max(made_at) FROM person_references r WHERE r.person = persons.id AND r.state = 'ACTIVE');
CREATE INDEX persons_by_photograph ON persons (agency, photographed_at, id);

-- For counting, without anybody's birthday or name.
ALTER TABLE attempts ADD COLUMN age_band TEXT NOT NULL DEFAULT ''; -- domain/attempt.h; empty: before this was kept
ALTER TABLE attempts ADD COLUMN channel TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN is_first_try INTEGER NOT NULL DEFAULT 0;
CREATE INDEX attempts_decided ON attempts (decided_at) WHERE decided_at IS NOT NULL;
ALTER TABLE tasks ADD COLUMN settled_by TEXT; -- domain/task.h; absent: not proved, or before this was kept
CREATE INDEX tasks_settled ON tasks (agency, settled_on) WHERE settled_on IS NOT NULL;

CREATE INDEX consents_by_person ON consents (person, id);
CREATE INDEX tickets_of_person ON tickets (person, id);
CREATE INDEX assisted_proofs_by_person ON assisted_proofs (person, id);
