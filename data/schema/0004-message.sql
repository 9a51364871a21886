-- What is attached to a campaign's messages. Files that everybody gets lie in assets/, named by their SHA-256: the campaign
-- does not change when the file on the disk does. One that each contact has an own one of is found when a message is made.
CREATE TABLE attachment (
  id         INTEGER PRIMARY KEY,
  campaign   INTEGER NOT NULL REFERENCES campaign (id),
  name       TEXT NOT NULL,     -- as readers see it; with a folder: the path below it, Liquid
  folder     TEXT,              -- one per contact: where, absolute; NULL: the same for all
  type       TEXT,              -- MIME type; NULL with a folder
  sha256     TEXT,              -- of the content; NULL with a folder
  size_bytes INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX attachment_by_name ON attachment (campaign, name, coalesce (folder, ''));

-- The envelope sender names the message (VERP): where the server lets any address through.
ALTER TABLE server ADD COLUMN verp INTEGER NOT NULL DEFAULT 0;
