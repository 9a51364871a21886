-- Keys that a domain signs with (RFC 6376): all senders of the domain share them. The private half lies among the secrets,
-- "dkim-ID". A new selector is a new pair of rows; the former ones stand until DNS no longer shows them.
CREATE TABLE dkim_key (
  id         INTEGER PRIMARY KEY,
  domain     TEXT NOT NULL,   -- A-labels
  selector   TEXT NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('rsa', 'ed25519')),
  public_key TEXT NOT NULL,   -- p= of its DNS record
  created_us INTEGER NOT NULL,
  checked_us INTEGER,         -- when DNS last answered about it
  seen_us    INTEGER,         -- since when DNS has shown it; NULL: it does not
  UNIQUE (domain, selector)
);

-- What they stood for is said by the domain's keys.
ALTER TABLE identity DROP COLUMN dkim_selector;
ALTER TABLE identity DROP COLUMN dkim_seen_us;
