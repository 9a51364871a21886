/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one story of adding, changing and removing a server: the row in the database, the password
 * among the secrets. The row comes first, because its number names the password. A server that now
 * signs in with OAuth, or no longer does, forgets what it signed in with before: the one is no good
 * for the other, and would be shown to the server. */

#include "campaign/server-account.h"

#include <string.h>

#include "workspace/secrets.h"
#include "workspace/transcript.h"

typedef struct {
  gint64 id;
  const PostinoSmtpProfile *profile;
  gboolean is_other_kind; /* than it was */
} Account;

static gboolean
is_oauth (const PostinoSmtpProfile *profile)
{
  return strcmp (profile->auth, "xoauth2") == 0;
}

static gboolean
write_row (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Account *account = data;
  g_autoptr (PostinoServer) former = NULL;

  if (account->id == 0)
    return postino_servers_table_insert (db, account->profile, FALSE, g_get_real_time (),
                                         &account->id, error);
  former = postino_servers_table_get (db, account->id, error);
  if (former == NULL)
    return FALSE;
  account->is_other_kind = is_oauth (former->profile) != is_oauth (account->profile);
  return postino_servers_table_update (db, account->id, account->profile, error);
}

static gboolean
remove_row (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  const Account *account = data;

  return postino_servers_table_remove (db, account->id, g_get_real_time (), error);
}

gboolean
postino_server_account_save (PostinoWorkspace         *workspace,
                             gint64                   *id,
                             const PostinoSmtpProfile *profile,
                             const char               *password,
                             gboolean                 *in_file,
                             GError                  **error)
{
  PostinoStore *store = postino_workspace_get_store (workspace);
  gboolean is_new = *id == 0;
  Account account = { *id, profile, FALSE };
  g_autofree char *secret = NULL;

  if (in_file != NULL)
    *in_file = FALSE;
  if (!postino_store_write (store, POSTINO_STORE_NORMAL, write_row, &account, error))
    return FALSE;
  secret = postino_servers_table_build_secret_name (account.id);
  if (password == NULL && account.is_other_kind && !postino_secrets_forget (workspace, secret, error))
    return FALSE;
  if (password != NULL && !postino_secrets_store (workspace, secret, password, in_file, error))
    {
      if (is_new)
        postino_store_write (store, POSTINO_STORE_NORMAL, remove_row, &account, NULL);
      return FALSE;
    }
  *id = account.id;
  return TRUE;
}

gboolean
postino_server_account_remove (PostinoWorkspace *workspace,
                               gint64            id,
                               GError          **error)
{
  Account account = { id, NULL, FALSE };
  g_autofree char *secret = postino_servers_table_build_secret_name (id);

  if (!postino_store_write (postino_workspace_get_store (workspace), POSTINO_STORE_NORMAL, remove_row, &account, error))
    return FALSE;
  postino_transcript_forget (postino_workspace_get_folder (workspace), id);
  return postino_secrets_forget (workspace, secret, error);
}
