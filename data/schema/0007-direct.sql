-- Delivery to the mail hosts of the recipients' domains, without a server of one's own.
ALTER TABLE server ADD COLUMN direct INTEGER NOT NULL DEFAULT 0;  -- host: the name this computer gives itself, or empty
ALTER TABLE server ADD COLUMN sources TEXT;                       -- addresses of this computer to come from, with blanks between
