-- Whoever made a refused proof is told so.

CREATE INDEX assisted_proofs_refused ON assisted_proofs (made_by, decided_at) WHERE state = 'REFUSED';
