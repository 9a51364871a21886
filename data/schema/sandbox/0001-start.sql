-- sandbox.db, version 1: what was sent to the built-in server. It is never on the way of real mail, so it has a file of
-- its own: clearing it is dropping rows nobody else points at.
CREATE TABLE message (
  id        INTEGER PRIMARY KEY,
  at_us     INTEGER NOT NULL,
  sender    TEXT NOT NULL,
  recipient TEXT NOT NULL,
  subject   TEXT,
  size      INTEGER NOT NULL,
  raw       BLOB NOT NULL
);
CREATE INDEX message_by_recipient ON message (recipient);
