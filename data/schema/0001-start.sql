-- workspace.db, version 1. Times are microseconds since 1970 UTC. Booleans are 0 and 1. State names stand in comments
-- where they are stored as numbers, because a million rows are.

-- What the programs remember, by key; values are text.
CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- Bumped once a transaction and topic: whoever shows a topic looks here, not at data_version.
CREATE TABLE change (
  topic TEXT PRIMARY KEY,
  n     INTEGER NOT NULL
) WITHOUT ROWID;

---------------------------------------------------------------------------------------------------- contacts

-- A custom field is a real column f<ID> of contact, added when the field is made.
CREATE TABLE field (
  id         INTEGER PRIMARY KEY,
  key        TEXT NOT NULL UNIQUE,
  label      TEXT NOT NULL,
  type       TEXT NOT NULL CHECK (type IN ('text', 'number', 'date', 'boolean')),
  created_us INTEGER NOT NULL
);

-- key: NFC, case-folded local part @ A-label domain; every uniqueness and suppression goes by it. address: as it goes on
-- the wire. consent: what stands today, one bit a purpose (1 newsletter, 2 tracking, 4 profiling), kept by consent-table
-- in the transaction that writes the consent row. A deleted contact stays as a row, so that deletion can be undone.
CREATE TABLE contact (
  id            INTEGER PRIMARY KEY,
  key           TEXT NOT NULL UNIQUE,
  address       TEXT NOT NULL,
  first_name    TEXT,
  last_name     TEXT,
  name          TEXT,
  company       TEXT,
  phone         TEXT,
  city          TEXT,
  country       TEXT,
  language      TEXT,
  birthday      TEXT,
  consent       INTEGER NOT NULL DEFAULT 0,
  soft_bounces  INTEGER NOT NULL DEFAULT 0,
  last_open_us  INTEGER,
  last_click_us INTEGER,
  import        INTEGER,
  created_us    INTEGER NOT NULL,
  modified_us   INTEGER NOT NULL,
  deleted_us    INTEGER
);

-- Substring search over folded text (accents and case dropped before it gets here). Rows follow behind contact: what has
-- changed is noted in search_pending by the triggers and indexed in short chunks. (Not OR IGNORE: an upsert that fires a
-- trigger puts its own conflict policy in its place.)
CREATE VIRTUAL TABLE contact_search USING fts5 (words, tokenize = 'trigram');
CREATE TABLE search_pending (contact INTEGER PRIMARY KEY);
CREATE TRIGGER contact_search_insert AFTER INSERT ON contact BEGIN
  INSERT INTO search_pending VALUES (new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER contact_search_update
AFTER UPDATE OF address, first_name, last_name, name, company, phone, city, deleted_us ON contact BEGIN
  INSERT INTO search_pending VALUES (new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER contact_search_delete AFTER DELETE ON contact BEGIN
  INSERT INTO search_pending VALUES (old.id) ON CONFLICT DO NOTHING;
END;

CREATE TABLE list (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL UNIQUE,
  public_name TEXT,
  created_us  INTEGER NOT NULL,
  deleted_us  INTEGER
);
CREATE TABLE list_member (
  list     INTEGER NOT NULL REFERENCES list (id),
  contact  INTEGER NOT NULL REFERENCES contact (id),
  added_us INTEGER NOT NULL,
  PRIMARY KEY (list, contact)
) WITHOUT ROWID;
CREATE INDEX list_member_by_contact ON list_member (contact);

CREATE TABLE tag (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);
CREATE TABLE contact_tag (
  tag     INTEGER NOT NULL REFERENCES tag (id),
  contact INTEGER NOT NULL REFERENCES contact (id),
  PRIMARY KEY (tag, contact)
) WITHOUT ROWID;
CREATE INDEX contact_tag_by_contact ON contact_tag (contact);

-- What is known about a recipient domain: its MX operator is looked up once and kept.
CREATE TABLE domain (
  name        TEXT PRIMARY KEY,
  operator    TEXT,
  has_mx      INTEGER,
  looked_us   INTEGER
) WITHOUT ROWID;

-- Where a consent comes from, once for all the contacts that share it (an import, a form).
CREATE TABLE consent_evidence (
  id     INTEGER PRIMARY KEY,
  basis  TEXT NOT NULL CHECK (basis IN ('consent', 'soft-opt-in', 'contract')),
  source TEXT,             -- "till receipt form", "import clienti.csv"
  words  TEXT,             -- what the person agreed to, in the words shown
  notice TEXT,             -- the privacy notice shown then
  import INTEGER
);

-- Append-only. at_us is when the person said it, recorded_us when we were told; the newest by at_us stands, and of two at
-- the same time the withdrawal. By key and not by contact: it outlives a deleted contact.
CREATE TABLE consent (
  id          INTEGER PRIMARY KEY,
  key         TEXT NOT NULL,
  purpose     INTEGER NOT NULL,  -- 1 newsletter, 2 tracking, 4 profiling
  given       INTEGER NOT NULL,  -- 0: withdrawn
  at_us       INTEGER NOT NULL,
  recorded_us INTEGER NOT NULL,
  evidence    INTEGER REFERENCES consent_evidence (id),
  how         TEXT               -- for withdrawals: "unsubscribe link", "by hand"
);
CREATE INDEX consent_by_key ON consent (key, purpose, at_us);

-- Who must not be mailed, and why. key is an address key or "@domain". A row is never removed: lifting it (only where the
-- promise allows) fills lifted_us, and lifted_why.
CREATE TABLE suppression (
  id         INTEGER PRIMARY KEY,
  key        TEXT NOT NULL,
  reason     TEXT NOT NULL CHECK (reason IN ('unsubscribed', 'complaint', 'hard-bounce', 'manual')),
  note       TEXT,
  source     TEXT NOT NULL,      -- 'link', 'one-click', 'import', 'cli', 'smtp' …
  campaign   INTEGER,
  at_us      INTEGER NOT NULL,
  lifted_us  INTEGER,
  lifted_why TEXT
);
CREATE UNIQUE INDEX suppression_standing ON suppression (key, reason) WHERE lifted_us IS NULL;
CREATE INDEX suppression_by_key ON suppression (key);

-- An import and, until it is undone or a month old, what it changed: `before` holds the former values as JSON, NULL for a
-- contact that was not there.
CREATE TABLE import (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  mode        TEXT NOT NULL CHECK (mode IN ('add', 'remove', 'unsubscribe')),
  state       TEXT NOT NULL CHECK (state IN ('applying', 'done', 'undone')),
  options     TEXT NOT NULL,     -- JSON: lists, tags, policy, consent
  outcome     TEXT,              -- JSON: the counts
  started_us  INTEGER NOT NULL,
  finished_us INTEGER
);
CREATE TABLE import_undo (
  import  INTEGER NOT NULL REFERENCES import (id),
  contact INTEGER NOT NULL,
  before  TEXT,
  PRIMARY KEY (import, contact)
) WITHOUT ROWID;

---------------------------------------------------------------------------------------------------- servers and senders

CREATE TABLE server (
  id              INTEGER PRIMARY KEY,
  name            TEXT NOT NULL,
  kind            TEXT NOT NULL CHECK (kind IN ('smtp', 'sandbox')),
  host            TEXT NOT NULL,
  port            INTEGER NOT NULL,
  tls             TEXT NOT NULL CHECK (tls IN ('none', 'starttls', 'tls')),
  auth            TEXT NOT NULL DEFAULT 'auto',
  user            TEXT,
  ca_file         TEXT,
  pin             TEXT,
  trial           INTEGER NOT NULL DEFAULT 0,
  connections     INTEGER NOT NULL DEFAULT 4,
  per_connection  INTEGER NOT NULL DEFAULT 0,  -- messages a connection; 0: no limit
  per_second      REAL,
  per_minute      INTEGER,
  per_hour        INTEGER,
  per_day         INTEGER,
  per_month       INTEGER,
  stopped_why     TEXT,                        -- set: nothing more through it until a person looks
  created_us      INTEGER NOT NULL,
  removed_us      INTEGER
);
CREATE UNIQUE INDEX server_by_name ON server (name) WHERE removed_us IS NULL;

-- Sub-counters of the sliding windows: messages of one server in one slice of time.
CREATE TABLE cap_count (
  server   INTEGER NOT NULL REFERENCES server (id),
  slice_us INTEGER NOT NULL,   -- start of the slice
  n        INTEGER NOT NULL,
  PRIMARY KEY (server, slice_us)
) WITHOUT ROWID;

CREATE TABLE identity (
  id             INTEGER PRIMARY KEY,
  email          TEXT NOT NULL,
  name           TEXT NOT NULL,
  reply_to       TEXT,
  unsubscribe_to TEXT,          -- address that takes mailto: unsubscribes
  postal_address TEXT,
  legal          TEXT,          -- name, seat, P.IVA/C.F., REA
  privacy_url    TEXT,
  dkim_selector  TEXT,
  dkim_seen_us   INTEGER,       -- when DNS last showed the record
  verified_us    INTEGER,
  created_us     INTEGER NOT NULL,
  removed_us     INTEGER
);
CREATE UNIQUE INDEX identity_by_email ON identity (email) WHERE removed_us IS NULL;

---------------------------------------------------------------------------------------------------- campaigns

-- Content as it was at one moment; what is frozen is never changed, an edit makes a new revision.
CREATE TABLE revision (
  id         INTEGER PRIMARY KEY,
  campaign   INTEGER NOT NULL REFERENCES campaign (id),
  subject    TEXT NOT NULL,
  preheader  TEXT,
  html       TEXT NOT NULL,
  text       TEXT,               -- NULL: made from the HTML
  created_us INTEGER NOT NULL
);
CREATE INDEX revision_by_campaign ON revision (campaign);

-- wanted and start_at_us are what people want (any program writes them); state is the worker's alone.
CREATE TABLE campaign (
  id            INTEGER PRIMARY KEY,
  kind          TEXT NOT NULL CHECK (kind IN ('campaign', 'test')),
  parent        INTEGER REFERENCES campaign (id),
  name          TEXT NOT NULL,
  state         TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'scheduled', 'missed', 'freezing', 'launching',
                  'running', 'paused', 'waiting', 'stopping', 'finished')),
  wanted        TEXT NOT NULL DEFAULT 'draft' CHECK (wanted IN ('draft', 'run', 'pause', 'stop')),
  immediate     INTEGER NOT NULL DEFAULT 0,   -- skips the ten seconds of launching
  start_at_us   INTEGER,
  waiting_why   TEXT,
  identity      INTEGER REFERENCES identity (id),
  revision      INTEGER REFERENCES revision (id),
  tracking      TEXT NOT NULL DEFAULT 'by-consent' CHECK (tracking IN ('none', 'aggregate', 'individual', 'by-consent')),
  utm           TEXT,
  lifetime_days INTEGER NOT NULL DEFAULT 5,
  test_to       TEXT,                         -- kind test: where to
  test_as       INTEGER REFERENCES contact (id),
  collector_url TEXT,                         -- frozen at launch: where its links lead; NULL: nowhere
  created_us    INTEGER NOT NULL,
  modified_us   INTEGER NOT NULL,
  launched_us   INTEGER,                      -- `today` of its templates
  started_us    INTEGER,
  finished_us   INTEGER,
  published_us  INTEGER,                      -- its links are known to the collector
  archived_us   INTEGER
);
CREATE INDEX campaign_unfinished ON campaign (state) WHERE state NOT IN ('draft', 'finished');

CREATE TABLE campaign_list (
  campaign INTEGER NOT NULL REFERENCES campaign (id),
  list     INTEGER NOT NULL REFERENCES list (id),
  exclude  INTEGER NOT NULL,
  PRIMARY KEY (campaign, list, exclude)
) WITHOUT ROWID;
CREATE TABLE campaign_server (
  campaign INTEGER NOT NULL REFERENCES campaign (id),
  server   INTEGER NOT NULL REFERENCES server (id),
  weight   INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (campaign, server)
) WITHOUT ROWID;
CREATE TABLE campaign_link (
  campaign INTEGER NOT NULL REFERENCES campaign (id),
  link     INTEGER NOT NULL,
  url      TEXT NOT NULL,
  PRIMARY KEY (campaign, link)
) WITHOUT ROWID;

-- One row for each recipient of a campaign.
-- state: 0 ready, 1 handed, 2 deferred, 3 in_doubt, 4 accepted, 5 refused, 6 expired, 7 skipped, 8 cancelled.
-- `open` states (0 to 3) are in the partial index; a final row costs nothing there.
CREATE TABLE ledger (
  id         INTEGER PRIMARY KEY,
  campaign   INTEGER NOT NULL,
  contact    INTEGER,
  key        TEXT NOT NULL,
  address    TEXT NOT NULL,
  name       TEXT,                 -- for the To header
  state      INTEGER NOT NULL,
  attempt    INTEGER NOT NULL DEFAULT 0,
  losses     INTEGER NOT NULL DEFAULT 0, -- connections lost in this row's body, in a row
  individual INTEGER NOT NULL DEFAULT 0, -- links and pixel may name this person
  run        TEXT,                 -- worker run that armed it
  server     INTEGER,
  due_us     INTEGER,              -- deferred: not before
  armed_us   INTEGER,
  settled_us INTEGER,
  merge      TEXT,                 -- frozen merge values, JSON
  reason     TEXT,                 -- skipped, cancelled, expired, in_doubt: why, a fixed word
  reply      TEXT,                 -- the server's words
  queue_id   TEXT,                 -- of the relay
  UNIQUE (campaign, key)
);
CREATE INDEX ledger_open ON ledger (campaign, state, id) WHERE state < 4;
CREATE INDEX ledger_due ON ledger (campaign, due_us) WHERE state = 2;
CREATE INDEX ledger_final ON ledger (campaign, state) WHERE state >= 5;
CREATE INDEX ledger_by_campaign ON ledger (campaign);
CREATE INDEX ledger_by_contact ON ledger (contact);
CREATE INDEX ledger_individual ON ledger (campaign, state) WHERE individual = 1;

-- How many rows of a campaign are in a state: kept by the triggers, so that it cannot differ from a recount.
CREATE TABLE ledger_count (
  campaign INTEGER NOT NULL,
  state    INTEGER NOT NULL,
  n        INTEGER NOT NULL,
  PRIMARY KEY (campaign, state)
) WITHOUT ROWID;
CREATE TRIGGER ledger_count_insert AFTER INSERT ON ledger BEGIN
  INSERT INTO ledger_count VALUES (new.campaign, new.state, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER ledger_count_update AFTER UPDATE OF state ON ledger WHEN old.state <> new.state BEGIN
  UPDATE ledger_count SET n = n - 1 WHERE campaign = old.campaign AND state = old.state;
  INSERT INTO ledger_count VALUES (new.campaign, new.state, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER ledger_count_delete AFTER DELETE ON ledger BEGIN
  UPDATE ledger_count SET n = n - 1 WHERE campaign = old.campaign AND state = old.state;
END;

---------------------------------------------------------------------------------------------------- events

-- Append-only facts; every count derives from them. source and source_id make a harvested event idempotent.
CREATE TABLE event (
  id        INTEGER PRIMARY KEY,
  at_us     INTEGER NOT NULL,
  type      TEXT NOT NULL,      -- accepted, refused, deferred, in_doubt, opened, clicked, unsubscribed, decided …
  campaign  INTEGER,
  ledger    INTEGER,
  contact   INTEGER,
  link      INTEGER,
  kind      TEXT,               -- opened, clicked: human, machine, unknown; refused: hard, soft, block
  why       TEXT,
  ip        TEXT,               -- shortened
  agent     TEXT,
  method    TEXT,
  detail    TEXT,
  source    TEXT,
  source_id INTEGER
);
CREATE INDEX event_by_campaign ON event (campaign, type, at_us);
CREATE INDEX event_by_ledger ON event (ledger, type, link) WHERE ledger IS NOT NULL;
CREATE INDEX event_by_contact ON event (contact, at_us) WHERE contact IS NOT NULL;
CREATE UNIQUE INDEX event_by_source ON event (source, source_id) WHERE source IS NOT NULL;

-- Sums of events by hour, kept in the transaction of the event. link -1: any. people counts a ledger row once per
-- (type, link, kind), in the hour of its first event.
CREATE TABLE rollup (
  campaign INTEGER NOT NULL,
  type     TEXT NOT NULL,
  link     INTEGER NOT NULL,
  kind     TEXT NOT NULL,
  hour_us  INTEGER NOT NULL,
  n        INTEGER NOT NULL,
  people   INTEGER NOT NULL,
  PRIMARY KEY (campaign, type, link, kind, hour_us)
) WITHOUT ROWID;

-- How far each collector's spool was taken over.
CREATE TABLE harvest (
  source       TEXT PRIMARY KEY,
  upto         INTEGER NOT NULL,
  harvested_us INTEGER NOT NULL
) WITHOUT ROWID;
