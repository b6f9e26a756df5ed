-- What system administrators decide by page: the words of text messages, how long things are kept, and the State
-- Council's lists of holidays.

CREATE TABLE notice_wordings (
  agency TEXT NOT NULL, -- empty: the service's, of kinds that are sent before anybody's agency is known
  kind TEXT NOT NULL,
  wording TEXT NOT NULL,
  PRIMARY KEY (agency, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE retention (
  kept TEXT PRIMARY KEY,
  days INTEGER NOT NULL -- shorter than the program's
) STRICT, WITHOUT ROWID;

CREATE TABLE workdays (
  year INTEGER NOT NULL, -- whose list it is in: a list may reach into the years beside
  day TEXT NOT NULL,
  works INTEGER NOT NULL, -- 1: people work, on a weekend
  name TEXT NOT NULL,
  PRIMARY KEY (year, day)
) STRICT, WITHOUT ROWID;
