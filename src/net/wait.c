/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A deadline for calls that have none.
 *
 * Looking up a name, connecting and shaking hands have no timeout of their own that covers the
 * whole: GSocketClient's counts each address, and the resolver's none at all. So the asynchronous
 * form runs on a private main context of the calling (connection) thread, beside one timer. When
 * the time is over the call is cancelled, and its answer is still waited for: nothing of it is left
 * behind in a dead context. Cancelling from outside is passed on by that context, and so always on the
 * calling thread: GCancellable's source leaks itself when it is destroyed here while it is cancelled there. */

#include "net/wait.h"

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

/* On the thread of whoever cancels. It has ended before the wait is cleared. */
static void
pass_on_cb (GCancellable *outer,
            gpointer      user_data)
{
  PostinoWait *wait = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, cancel_cb, g_object_ref (wait->cancellable), g_object_unref);
  g_source_attach (source, wait->context);
}

static gboolean
time_over_cb (gpointer user_data)
{
  PostinoWait *wait = user_data;

  wait->timed_out = TRUE;
  g_cancellable_cancel (wait->cancellable);
  return G_SOURCE_REMOVE;
}

void
postino_wait_begin (PostinoWait  *wait,
                    GCancellable *cancellable)
{
  *wait = (PostinoWait) { 0 };
  wait->context = g_main_context_new ();
  wait->loop = g_main_loop_new (wait->context, FALSE);
  wait->cancellable = g_cancellable_new ();
  g_main_context_push_thread_default (wait->context);
  if (cancellable == NULL)
    return;
  wait->outer = g_object_ref (cancellable);
  wait->outer_id = g_cancellable_connect (cancellable, G_CALLBACK (pass_on_cb), wait, NULL);
}

void
postino_wait_ready_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  PostinoWait *wait = user_data;

  wait->result = g_object_ref (result);
  g_main_loop_quit (wait->loop);
}

GAsyncResult *
postino_wait_for_result (PostinoWait *wait,
                         guint        timeout_ms)
{
  g_autoptr (GSource) timer = g_timeout_source_new (timeout_ms);

  g_source_set_callback (timer, time_over_cb, wait, NULL);
  g_source_attach (timer, wait->context);
  if (wait->result == NULL)
    g_main_loop_run (wait->loop);
  g_source_destroy (timer);
  return wait->result;
}

void
postino_wait_clear (PostinoWait *wait)
{
  if (wait->context == NULL)
    return;
  if (wait->outer != NULL)
    g_cancellable_disconnect (wait->outer, wait->outer_id);
  g_clear_object (&wait->outer);
  g_clear_object (&wait->result);
  g_clear_object (&wait->cancellable);
  while (g_main_context_iteration (wait->context, FALSE))
    ;
  g_main_context_pop_thread_default (wait->context);
  g_clear_pointer (&wait->loop, g_main_loop_unref);
  g_clear_pointer (&wait->context, g_main_context_unref);
}
