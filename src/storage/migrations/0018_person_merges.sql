-- Two people of the register who are one human (domain/person_merge.h). Of a confirmed one the duplicate's row is gone;
-- its number leads to the kept person from then on.
CREATE TABLE person_merges (
  id TEXT PRIMARY KEY,
  agency TEXT NOT NULL REFERENCES agencies (id),
  kept TEXT NOT NULL REFERENCES persons (id),
  duplicate TEXT NOT NULL, -- a person's id; of nobody once it is confirmed
  id_number BLOB NOT NULL, -- sensitive
  id_number_index TEXT NOT NULL, -- sensitive
  reason TEXT NOT NULL,
  note BLOB NOT NULL, -- sensitive
  state TEXT NOT NULL,
  made_by TEXT NOT NULL REFERENCES operators (id),
  made_at INTEGER NOT NULL,
  decided_by TEXT REFERENCES operators (id),
  decided_at INTEGER,
  answer BLOB NOT NULL, -- sensitive
  request_key TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX person_merges_by_number ON person_merges (id_number_index) WHERE state = 'CONFIRMED';
CREATE INDEX person_merges_proposed ON person_merges (agency, id) WHERE state = 'PROPOSED';
CREATE INDEX person_merges_by_kept ON person_merges (kept, id);
CREATE INDEX person_merges_by_duplicate ON person_merges (duplicate, id);
