-- spool.db, version 1: what a collector saw, until the workspace has taken it over. It holds no list of people.
CREATE TABLE hit (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice: a harvest goes by it
  at_us    INTEGER NOT NULL,
  kind     TEXT NOT NULL,                      -- o, c, u as in tokens
  campaign INTEGER NOT NULL,
  row      INTEGER NOT NULL,
  link     INTEGER NOT NULL,
  method   TEXT NOT NULL,
  ip       TEXT,                               -- shortened on arrival
  agent    TEXT
);

-- What the workspace published: where links lead. Nothing else is ever redirected to.
CREATE TABLE published (
  campaign INTEGER NOT NULL,
  link     INTEGER NOT NULL,
  url      TEXT NOT NULL,
  PRIMARY KEY (campaign, link)
) WITHOUT ROWID;
CREATE TABLE published_campaign (
  campaign     INTEGER PRIMARY KEY,
  test         INTEGER NOT NULL DEFAULT 0,     -- its /u/ shows the page and changes nothing
  sender       TEXT,                           -- shown on the unsubscribe page
  language     TEXT,
  published_us INTEGER NOT NULL
);
CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
