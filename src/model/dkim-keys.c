/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/dkim-keys.h"

#include <glib/gi18n-lib.h>

#include "campaign/dkim-account.h"

#define OLD_US (G_GINT64_CONSTANT (10 * 60) * G_USEC_PER_SEC)

typedef struct {
  PostinoWorkspace *workspace;
  char *domain;
  char *selector;
  PostinoDkimAsk ask;
  GPtrArray *rows;
  char *note;
} Errand;

static void
free_errand (gpointer data)
{
  Errand *errand = data;

  g_object_unref (errand->workspace);
  g_free (errand->domain);
  g_free (errand->selector);
  g_clear_pointer (&errand->rows, g_ptr_array_unref);
  g_free (errand->note);
  g_free (errand);
}

static gboolean
read_rows (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Errand *errand = data;

  g_clear_pointer (&errand->rows, g_ptr_array_unref);
  errand->rows = postino_dkim_keys_table_list (db, errand->domain, error);
  return errand->rows != NULL;
}

static gboolean
make (Errand  *errand,
      GError **error)
{
  gboolean in_file;

  if (errand->selector == NULL)
    return TRUE;
  if (!postino_dkim_account_create (errand->workspace, errand->domain, errand->selector, g_get_real_time (), &in_file,
                                    error))
    return FALSE;
  if (in_file)
    errand->note = g_strdup (_("No keyring here: the keys are kept in files"));
  return TRUE;
}

static gboolean
wants_asking (const Errand *errand)
{
  gint64 now_us = g_get_real_time ();

  if (errand->ask != POSTINO_DKIM_ASK_IF_OLD)
    return errand->ask == POSTINO_DKIM_ASK_NOW;
  for (guint i = 0; i < errand->rows->len; i++)
    {
      const PostinoDkimKeyRow *row = errand->rows->pdata[i];

      if (ABS (now_us - row->checked_us) > OLD_US)
        return TRUE;
    }
  return FALSE;
}

static void
ask (Errand       *errand,
     GCancellable *cancellable)
{
  g_autoptr (GError) unanswered = NULL;
  g_autoptr (PostinoDns) dns = postino_dns_open (&unanswered);

  if (dns != NULL
      && postino_dkim_account_check (errand->workspace, dns, errand->domain, g_get_real_time (), cancellable,
                                     &unanswered))
    return;
  g_free (errand->note);
  errand->note = g_strdup (unanswered->message);
}

static void
run_in_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  Errand *errand = data;
  PostinoStore *store = postino_workspace_get_store (errand->workspace);
  GError *error = NULL;
  gboolean done = make (errand, &error) && postino_store_read (store, read_rows, errand, &error);

  if (done && wants_asking (errand))
    {
      ask (errand, cancellable);
      done = postino_store_read (store, read_rows, errand, &error);
    }
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
postino_dkim_keys_read_async (PostinoWorkspace   *workspace,
                              const char         *domain,
                              const char         *selector,
                              PostinoDkimAsk      ask_when,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Errand *errand = g_new0 (Errand, 1);

  errand->workspace = g_object_ref (workspace);
  errand->domain = g_strdup (domain);
  errand->selector = g_strdup (selector);
  errand->ask = ask_when;
  g_task_set_task_data (task, errand, free_errand);
  g_task_run_in_thread (task, run_in_thread);
}

GPtrArray *
postino_dkim_keys_read_finish (GAsyncResult *result,
                               char        **note,
                               GError      **error)
{
  Errand *errand = g_task_get_task_data (G_TASK (result));

  *note = NULL;
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  *note = g_strdup (errand->note);
  return g_ptr_array_ref (errand->rows);
}
