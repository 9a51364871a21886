/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smtp-probe for a window: the same trial as `postinoctl server test`, beside the main loop. */

#include "model/server-probe.h"

#include "smtp/smtp-probe.h"
#include "workspace/secrets.h"

typedef struct {
  PostinoWorkspace *workspace;
  gint64 server;
  PostinoSmtpProfile *profile;
  char *password;
  PostinoSmtpProbe probe;
} Question;

static void
free_question (gpointer data)
{
  Question *question = data;

  g_object_unref (question->workspace);
  postino_smtp_profile_free (question->profile);
  postino_secrets_free (question->password);
  postino_smtp_probe_clear (&question->probe);
  g_free (question);
}

static gboolean
look_up_password (Question *question,
                  GError  **error)
{
  g_autofree char *name = postino_servers_table_build_secret_name (question->server);

  return question->password != NULL || question->server == 0
         || !postino_smtp_profile_has_auth (question->profile)
         || postino_secrets_lookup (question->workspace, name, &question->password, error);
}

static void
probe_in_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  Question *question = data;
  GError *error = NULL;

  if (!look_up_password (question, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  postino_smtp_probe_run (&question->probe, question->profile, question->password, cancellable);
  g_task_return_boolean (task, TRUE);
}

void
postino_server_probe_async (PostinoWorkspace         *workspace,
                            gint64                    server,
                            const PostinoSmtpProfile *profile,
                            const char               *password,
                            GCancellable             *cancellable,
                            GAsyncReadyCallback       callback,
                            gpointer                  user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->workspace = g_object_ref (workspace);
  question->server = server;
  question->profile = postino_smtp_profile_copy (profile);
  question->password = g_strdup (password);
  g_task_set_task_data (task, question, free_question);
  g_task_run_in_thread (task, probe_in_thread);
}

gboolean
postino_server_probe_finish (GAsyncResult *result,
                             gboolean     *works,
                             char        **sentence,
                             GError      **error)
{
  Question *question = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *works = question->probe.ok;
  *sentence = g_strdup (question->probe.message);
  return TRUE;
}
