-- What operators did and looked at. Only ever added to; each row is sealed together with the one before.
CREATE TABLE audit_log (
  number INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  operator TEXT,
  agency TEXT,
  action TEXT NOT NULL, -- domain/audit.h
  object TEXT NOT NULL,
  seal TEXT NOT NULL
) STRICT;
CREATE INDEX audit_log_by_agency ON audit_log (agency, number);
