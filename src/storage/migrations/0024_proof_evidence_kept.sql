-- Evidence of assisted proofs is erased some time after the verdict; the index holds those that still have it.

ALTER TABLE assisted_proofs ADD COLUMN has_evidence INTEGER NOT NULL DEFAULT 1; -- 0: it was erased
CREATE INDEX assisted_proofs_to_erase ON assisted_proofs (decided_at) WHERE decided_at IS NOT NULL AND has_evidence = 1;
