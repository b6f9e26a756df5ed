-- What a person is asked to do, step by step, and what came of it.
ALTER TABLE attempts ADD COLUMN challenge TEXT NOT NULL DEFAULT 'STATIC LOOK*3'; -- domain/challenge.h
ALTER TABLE attempts ADD COLUMN step INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempts ADD COLUMN step_revealed_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempts ADD COLUMN findings TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN normalised_score REAL;

ALTER TABLE frames ADD COLUMN step INTEGER NOT NULL DEFAULT 0;
ALTER TABLE frames ADD COLUMN captured_at INTEGER;
ALTER TABLE frames ADD COLUMN is_seen INTEGER NOT NULL DEFAULT 0;

-- Outlives the frames: the same bytes in a later attempt are a replay.
CREATE TABLE frame_digests (
  image_digest TEXT PRIMARY KEY, -- sensitive
  attempt TEXT NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX frame_digests_by_age ON frame_digests (seen_at);

-- Who cannot act looks only. Why is not kept.
ALTER TABLE persons ADD COLUMN looks_only INTEGER NOT NULL DEFAULT 0;
ALTER TABLE categories ADD COLUMN assurance TEXT NOT NULL DEFAULT 'STANDARD'; -- domain/policy/comparison_policy.h

-- An old photograph may stay beside a new one.
DROP INDEX person_references_active;
CREATE INDEX person_references_active ON person_references (person, made_at) WHERE state = 'ACTIVE';

-- The agency's cohort: in the order of a keyed digest, which is a random one that stays.
CREATE INDEX person_references_cohort ON person_references (network_set, image_digest) WHERE state = 'ACTIVE';
