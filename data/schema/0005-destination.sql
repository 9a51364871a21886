-- Where recipients have their mailboxes, as pacing sees it (send/destination).

-- Which operator takes the mail of a domain, as its MX records told. Asked again after a week.
CREATE TABLE mail_domain (
  domain      TEXT PRIMARY KEY,  -- A-labels
  destination TEXT NOT NULL,     -- a provider's id; the domain itself: none that is known
  asked_us    INTEGER NOT NULL
) WITHOUT ROWID;

-- What a person set for it, and what its answers taught.
CREATE TABLE destination (
  id              TEXT PRIMARY KEY,
  per_second      REAL,              -- messages; NULL: no limit
  at_once         INTEGER,           -- messages under way; NULL: no limit
  closed_until_us INTEGER NOT NULL DEFAULT 0,
  window          INTEGER NOT NULL DEFAULT 0,  -- messages under way, since it asked to slow down; 0: no such limit
  why             TEXT               -- what it said
) WITHOUT ROWID;
