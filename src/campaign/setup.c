/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a workspace has from the first moment. */

#include "campaign/setup.h"

#include "campaign/servers-table.h"
#include "workspace/workspace.h"

static gboolean
add_sandbox (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new (POSTINO_SANDBOX_SERVER,
                                                                     "127.0.0.1");
  gint64 id;

  profile->tls = POSTINO_SMTP_TLS_NONE;
  profile->is_trial = TRUE;
  return postino_servers_table_insert (db, profile, TRUE, g_get_real_time (), &id, error);
}

gboolean
postino_setup_workspace (const char *folder,
                         GError    **error)
{
  g_autoptr (PostinoWorkspace) workspace = NULL;

  if (!postino_workspace_create (folder, error))
    return FALSE;
  workspace = postino_workspace_open (folder, error);
  return workspace != NULL
         && postino_store_write (postino_workspace_get_store (workspace), POSTINO_STORE_NORMAL,
                                 add_sandbox, NULL,
                                 error);
}
