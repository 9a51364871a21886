-- sandbox.db, version 2: windows show what arrives, and notice it as in workspace.db: a topic's number grows in the
-- transaction that changes something.
CREATE TABLE change (
  topic TEXT PRIMARY KEY,
  n     INTEGER NOT NULL
) WITHOUT ROWID;
