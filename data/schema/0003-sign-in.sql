-- Signing in with OAuth 2 (auth = 'xoauth2'): the user's own client, and where, if the list of providers does not know it.
-- What is secret of it is no more here than a password.
ALTER TABLE server ADD COLUMN client_id TEXT;      -- NULL: GNOME Online Accounts, or a token that was given
ALTER TABLE server ADD COLUMN authorize_url TEXT;
ALTER TABLE server ADD COLUMN token_url TEXT;
ALTER TABLE server ADD COLUMN scope TEXT;
