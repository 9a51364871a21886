/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smtp-probe for a window: the same trial as `postinoctl server test`, beside the main loop. */

#include "model/server-probe.h"

#include "campaign/server-credential.h"
#include "smtp/smtp-probe.h"
#include "workspace/secrets.h"

typedef struct {
  PostinoSmtpProfile *profile;
  PostinoServerCredential *credential;
  PostinoSmtpProbe probe;
} Question;

static void
free_question (gpointer data)
{
  Question *question = data;

  postino_smtp_profile_free (question->profile);
  postino_server_credential_unref (question->credential);
  postino_smtp_probe_clear (&question->probe);
  g_free (question);
}

static void
probe_in_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  Question *question = data;
  GError *error = NULL;
  char *secret = NULL;

  if (!postino_server_credential_ask (question->credential, cancellable, &secret, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  postino_smtp_probe_run (&question->probe, question->profile, secret, cancellable);
  postino_secrets_free (secret);
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

  question->profile = postino_smtp_profile_copy (profile);
  question->credential = postino_server_credential_new (workspace, server, profile, password);
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
