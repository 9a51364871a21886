/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which keys it is time for is a lookup in a small table (campaign/dkim-keys-table), made at every
 * tick. After a question that nobody answered all rest for REST_US: a computer without a network is
 * not asked every second. */

#include "worker/dkim-watch.h"

#include "campaign/dkim-account.h"

enum { REST_US = 5 * 60 * G_USEC_PER_SEC };

struct _PostinoDkimWatch {
  PostinoWorkspace *workspace;
  GCancellable *cancellable;
  gboolean is_asking;
  gint64 rests_until_us; /* monotonic */
};

PostinoDkimWatch *
postino_dkim_watch_new (PostinoWorkspace *workspace)
{
  PostinoDkimWatch *self = g_new0 (PostinoDkimWatch, 1);

  self->workspace = g_object_ref (workspace);
  self->cancellable = g_cancellable_new ();
  return self;
}

static void
ask_in_thread (GTask        *task,
               gpointer      source,
               gpointer      workspace,
               GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (PostinoDns) dns = postino_dns_open (&error);

  if (dns != NULL
      && postino_dkim_account_check (workspace, dns, NULL, g_get_real_time (), cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  PostinoDkimWatch *self = user_data;
  g_autoptr (GError) error = NULL;

  self->is_asking = FALSE;
  if (g_task_propagate_boolean (G_TASK (result), &error))
    return;
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("%s", error->message);
  self->rests_until_us = g_get_monotonic_time () + REST_US;
}

void
postino_dkim_watch_tick (PostinoDkimWatch *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->is_asking || g_get_monotonic_time () < self->rests_until_us)
    return;
  self->is_asking = TRUE;
  task = g_task_new (NULL, self->cancellable, asked_cb, self);
  g_task_set_task_data (task, g_object_ref (self->workspace), g_object_unref);
  g_task_run_in_thread (task, ask_in_thread);
}

void
postino_dkim_watch_free (PostinoDkimWatch *self)
{
  if (self == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  while (self->is_asking)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (self->workspace);
  g_object_unref (self->cancellable);
  g_free (self);
}
