-- How often workers took a list and never came back with it.

ALTER TABLE imports ADD COLUMN tries INTEGER NOT NULL DEFAULT 0; -- claims since the last step
