-- Whether the last pass is one of which a roster told: this system has seen none since.

ALTER TABLE entitlements ADD COLUMN pass_is_listed INTEGER NOT NULL DEFAULT 0;
