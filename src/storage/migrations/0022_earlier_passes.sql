-- Passes without an attempt from before they were kept: confirmed proofs, and what other systems saw on the day that
-- counts. What was due next then is not known any more.

INSERT INTO passes (id, person, way, seen_on, passed_at)
  SELECT id, person, 'ASSISTED', seen_on, decided_at FROM assisted_proofs p
  WHERE state = 'CONFIRMED' AND NOT EXISTS (SELECT 1 FROM assisted_proofs o WHERE o.person = p.person
    AND o.seen_on = p.seen_on AND o.state = 'CONFIRMED' AND o.id < p.id)
    AND NOT EXISTS (SELECT 1 FROM passes k WHERE k.person = p.person AND k.way = 'ASSISTED' AND k.seen_on = p.seen_on);
INSERT INTO passes (id, person, way, seen_on, passed_at)
  SELECT id, person, 'MATCHED', happened_on, received_at FROM life_signs s
  WHERE kind IN ('STRONG', 'WEAK')
    AND EXISTS (SELECT 1 FROM entitlements e WHERE e.person = s.person AND e.last_passed_on = s.happened_on)
    AND NOT EXISTS (SELECT 1 FROM life_signs o WHERE o.person = s.person AND o.happened_on = s.happened_on
      AND o.kind IN ('STRONG', 'WEAK') AND o.id < s.id)
    AND NOT EXISTS (SELECT 1 FROM passes k WHERE k.person = s.person AND k.seen_on = s.happened_on);
