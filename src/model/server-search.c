/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same search as `postinoctl server guess`, beside the main loop. */

#include "model/server-search.h"

typedef struct {
  PostinoProviderList *providers;
  char *address;
} Question;

static void
free_question (gpointer data)
{
  Question *question = data;

  postino_provider_list_unref (question->providers);
  g_free (question->address);
  g_free (question);
}

static void
search_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      data,
                  GCancellable *cancellable)
{
  const Question *question = data;
  GError *error = NULL;
  g_autoptr (PostinoDns) dns = postino_dns_open (&error);
  PostinoGuessMeans means = { .providers = question->providers, .dns = dns };
  PostinoServerGuess *guess = NULL;

  if (dns != NULL)
    guess = postino_server_guess_find (&means, question->address, cancellable, &error);
  if (guess != NULL)
    g_task_return_pointer (task, guess, (GDestroyNotify) postino_server_guess_free);
  else
    g_task_return_error (task, error);
}

void
postino_server_search_async (PostinoProviderList *providers,
                             const char          *address,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->providers = postino_provider_list_ref (providers);
  question->address = g_strdup (address);
  g_task_set_task_data (task, question, free_question);
  g_task_run_in_thread (task, search_in_thread);
}

PostinoServerGuess *
postino_server_search_finish (GAsyncResult *result,
                              GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
