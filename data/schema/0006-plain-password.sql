-- Signing in without encryption to a server that is not this machine: only where a person insists.
ALTER TABLE server ADD COLUMN plain_password INTEGER NOT NULL DEFAULT 0;
