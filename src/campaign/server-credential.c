/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what is kept to what is shown to the server.
 *
 * A password is looked up and handed on. XOAUTH2 with a client of the user's own needs a sign-in of
 * ours (oauth/tokens, PostinoOauthGrant), from which access tokens are got. Without a client it is a
 * token that somebody gave like a password, used as it is, or GNOME Online Accounts is asked.
 *
 * All connections of a server share one credential. The lock is held while a token is fetched, so
 * that they wait for one request instead of each making its own. A provider may give a new refresh
 * token with each access token, and end the old one: it is kept at once; and since other programs
 * of this workspace do the same, one that is refused is compared with what is kept by then. */

#include "campaign/server-credential.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "campaign/servers-table.h"
#include "oauth/online-accounts.h"
#include "oauth/token-request.h"
#include "workspace/secrets.h"

enum { MARGIN_S = 60 }; /* before it expires; of a short life a quarter */

struct _PostinoServerCredential {
  gatomicrefcount n_refs;
  PostinoWorkspace *workspace;
  gint64 id;
  PostinoSmtpProfile *profile;
  char *secret; /* not kept yet; NULL: look it up */

  GMutex lock; /* guards the following */
  char *token;
  gint64 renew_us; /* boot clock: from then on @token is not used */
  GError *refusal; /* a person has to do something, and then there will be another credential */
};

PostinoServerCredential *
postino_server_credential_new (PostinoWorkspace         *workspace,
                               gint64                    id,
                               const PostinoSmtpProfile *profile,
                               const char               *secret)
{
  PostinoServerCredential *self = g_new0 (PostinoServerCredential, 1);

  g_atomic_ref_count_init (&self->n_refs);
  self->workspace = g_object_ref (workspace);
  self->id = id;
  self->profile = postino_smtp_profile_copy (profile);
  self->secret = g_strdup (secret);
  g_mutex_init (&self->lock);
  return self;
}

PostinoServerCredential *
postino_server_credential_ref (PostinoServerCredential *self)
{
  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

void
postino_server_credential_unref (PostinoServerCredential *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->n_refs))
    return;
  g_object_unref (self->workspace);
  postino_smtp_profile_free (self->profile);
  postino_secrets_free (self->secret);
  postino_secrets_free (self->token);
  g_clear_error (&self->refusal);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
is_oauth (const PostinoSmtpProfile *profile)
{
  return strcmp (profile->auth, "xoauth2") == 0;
}

/* *@secret NULL: there is none. */
static gboolean
look_up (PostinoServerCredential *self,
         char                   **secret,
         GError                 **error)
{
  g_autofree char *name = postino_servers_table_build_secret_name (self->id);

  *secret = g_strdup (self->secret);
  return *secret != NULL || self->id == 0
         || postino_secrets_lookup (self->workspace, name, secret, error);
}

/* ---- tokens ---- */

static void
keep_token (PostinoServerCredential *self,
            const char              *token,
            gint64                   lifetime_s)
{
  gint64 margin_s = MIN (MARGIN_S, lifetime_s / 4);

  g_clear_pointer (&self->token, postino_secrets_free);
  self->token = g_strdup (token);
  self->renew_us = postino_clock_boot_us (postino_clock_system ())
                   + (lifetime_s - margin_s) * G_USEC_PER_SEC;
}

/* A refresh token that came in the place of @old. What cannot be kept is said, but is no reason not
 * to send now. */
static void
keep_refresh_token (PostinoServerCredential *self,
                    const char              *old,
                    const char              *refresh_token)
{
  g_autofree char *name = postino_servers_table_build_secret_name (self->id);
  g_autoptr (GError) error = NULL;
  char *merged = postino_server_credential_merge (old, NULL, refresh_token);

  if (self->secret != NULL)
    {
      postino_secrets_free (self->secret);
      self->secret = g_strdup (merged);
    }
  else if (!postino_secrets_store (self->workspace, name, merged, NULL, &error))
    g_warning ("%s", error->message);
  postino_secrets_free (merged);
}

static gboolean
refresh (PostinoServerCredential *self,
         const char              *kept,
         const PostinoOauthGrant *grant,
         GCancellable            *cancellable,
         GError                 **error)
{
  g_autoptr (PostinoOauthClient) client = postino_server_credential_build_client (self->profile, kept,
                                                                                  error);
  g_auto (PostinoOauthTokens) tokens = { 0 };

  if (client == NULL
      || !postino_token_request_refresh (client, grant->refresh_token, cancellable, &tokens, error))
    return FALSE;
  if (tokens.refresh_token != NULL && strcmp (tokens.refresh_token, grant->refresh_token) != 0)
    keep_refresh_token (self, kept, tokens.refresh_token);
  keep_token (self, tokens.access_token, tokens.lifetime_s);
  return TRUE;
}

/* TRUE if another program has kept a new refresh token in the place of that of @former. */
static gboolean
was_replaced (PostinoServerCredential *self,
              const PostinoOauthGrant *former)
{
  g_auto (PostinoOauthGrant) now = { 0 };
  char *kept = NULL;
  gboolean other = look_up (self, &kept, NULL) && postino_oauth_grant_parse (kept, &now)
                   && g_strcmp0 (now.refresh_token, former->refresh_token) != 0;

  postino_secrets_free (kept);
  return other;
}

static gboolean
fail_to_find (PostinoServerCredential *self,
              GError                 **error)
{
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
               _("Nobody has signed in to the server “%s” yet: sign in first"), self->profile->name);
  return FALSE;
}

static gboolean
fetch_from_accounts (PostinoServerCredential *self,
                     GCancellable            *cancellable,
                     GError                 **error)
{
  g_autoptr (GError) cause = NULL;
  char *token = NULL;
  gint64 lifetime_s = 0;

  if (postino_online_accounts_get_token (self->profile->user, cancellable, &token, &lifetime_s,
                                         &cause))
    {
      keep_token (self, token, lifetime_s);
      postino_secrets_free (token);
      return TRUE;
    }
  if (g_error_matches (cause, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND))
    return fail_to_find (self, error);
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/* By a client of the user's own. *@again: what was refused had been replaced meanwhile. */
static gboolean
fetch_by_client (PostinoServerCredential *self,
                 const char              *kept,
                 GCancellable            *cancellable,
                 gboolean                *again,
                 GError                 **error)
{
  g_auto (PostinoOauthGrant) grant = { 0 };
  g_autoptr (GError) cause = NULL;

  postino_oauth_grant_parse (kept, &grant);
  if (grant.refresh_token == NULL)
    return fail_to_find (self, error);
  if (refresh (self, kept, &grant, cancellable, &cause))
    return TRUE;
  *again = g_error_matches (cause, POSTINO_ERROR, POSTINO_ERROR_REFUSED)
           && was_replaced (self, &grant);
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/* Puts a token into self->token. */
static gboolean
fetch (PostinoServerCredential *self,
       GCancellable            *cancellable,
       gboolean                *again,
       GError                 **error)
{
  char *kept = NULL;
  gboolean done = TRUE;

  *again = FALSE;
  if (!look_up (self, &kept, error))
    return FALSE;
  if (self->profile->client_id != NULL)
    done = fetch_by_client (self, kept, cancellable, again, error);
  else if (kept != NULL)
    keep_token (self, kept, 0);
  else
    done = fetch_from_accounts (self, cancellable, error);
  postino_secrets_free (kept);
  return done;
}

static gboolean
is_fresh (PostinoServerCredential *self)
{
  return self->token != NULL && postino_clock_boot_us (postino_clock_system ()) < self->renew_us;
}

static gboolean
renew (PostinoServerCredential *self,
       GCancellable            *cancellable,
       GError                 **error)
{
  g_autoptr (GError) cause = NULL;
  gboolean again = FALSE;
  gboolean done = fetch (self, cancellable, &again, &cause);

  if (again)
    {
      g_clear_error (&cause);
      done = fetch (self, cancellable, &again, &cause);
    }
  if (done)
    return TRUE;
  if (g_error_matches (cause, POSTINO_ERROR, POSTINO_ERROR_REFUSED)
      || g_error_matches (cause, POSTINO_ERROR, POSTINO_ERROR_INVALID))
    self->refusal = g_error_copy (cause);
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static gboolean
ask_for_token (PostinoServerCredential *self,
               GCancellable            *cancellable,
               char                   **secret,
               GError                 **error)
{
  gboolean done = FALSE;

  g_mutex_lock (&self->lock);
  if (self->refusal != NULL)
    g_propagate_error (error, g_error_copy (self->refusal));
  else
    done = is_fresh (self) || renew (self, cancellable, error);
  *secret = done ? g_strdup (self->token) : NULL;
  g_mutex_unlock (&self->lock);
  return done;
}

gboolean
postino_server_credential_ask (PostinoServerCredential *self,
                               GCancellable            *cancellable,
                               char                   **secret,
                               GError                 **error)
{
  *secret = NULL;
  if (!postino_smtp_profile_has_auth (self->profile))
    return TRUE;
  return is_oauth (self->profile) ? ask_for_token (self, cancellable, secret, error)
                                  : look_up (self, secret, error);
}

PostinoOauthClient *
postino_server_credential_build_client (const PostinoSmtpProfile *profile,
                                        const char               *secret,
                                        GError                  **error)
{
  g_auto (PostinoOauthGrant) grant = { 0 };

  postino_oauth_grant_parse (secret, &grant);
  return postino_oauth_client_new (profile->host, profile->client_id, grant.client_secret,
                                   profile->authorize_url, profile->token_url, profile->scope,
                                   error);
}

gboolean
postino_server_credential_check (const PostinoSmtpProfile *profile,
                                 GError                  **error)
{
  g_autoptr (PostinoOauthClient) client = NULL;

  if (!is_oauth (profile) || profile->client_id == NULL)
    return TRUE;
  client = postino_server_credential_build_client (profile, NULL, error);
  return client != NULL;
}

char *
postino_server_credential_merge (const char *secret,
                                 const char *client_secret,
                                 const char *refresh_token)
{
  g_auto (PostinoOauthGrant) grant = { 0 };
  PostinoOauthGrant merged;

  postino_oauth_grant_parse (secret, &grant);
  merged = (PostinoOauthGrant) {
    .client_secret = (char *) (client_secret != NULL ? client_secret : grant.client_secret),
    .refresh_token = (char *) (refresh_token != NULL ? refresh_token : grant.refresh_token),
  };
  return postino_oauth_grant_to_text (&merged);
}
