/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/wait.h"

/* A task that ends only when it is cancelled. */
static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  g_task_return_error_if_cancelled (user_data);
}

static GTask *
start_endless (PostinoWait *wait)
{
  GTask *task = g_task_new (NULL, wait->cancellable, postino_wait_ready_cb, wait);

  g_signal_connect (wait->cancellable, "cancelled", G_CALLBACK (cancelled_cb), task);
  return task;
}

static void
test_times_out (void)
{
  g_auto (PostinoWait) wait = { 0 };
  g_autoptr (GTask) task = NULL;

  postino_wait_begin (&wait, NULL);
  task = start_endless (&wait);
  g_assert_true (postino_wait_for_result (&wait, 10) == G_ASYNC_RESULT (task));
  g_assert_true (wait.timed_out);
  g_assert_true (g_task_had_error (task));
}

static gpointer
cancel_thread (gpointer data)
{
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_cancelled_outside (void)
{
  g_auto (PostinoWait) wait = { 0 };
  g_autoptr (GCancellable) outer = g_cancellable_new ();
  g_autoptr (GTask) task = NULL;
  GThread *thread;

  postino_wait_begin (&wait, outer);
  task = start_endless (&wait);
  thread = g_thread_new ("cancel", cancel_thread, outer);
  postino_wait_for_result (&wait, 60000);
  g_assert_false (wait.timed_out);
  g_assert_true (g_cancellable_is_cancelled (wait.cancellable));
  g_thread_join (thread);
}

static void
test_ready_at_once (void)
{
  GMainContext *before = g_main_context_get_thread_default ();
  g_autoptr (GTask) task = NULL;
  PostinoWait wait;

  postino_wait_begin (&wait, NULL);
  g_assert_true (g_main_context_get_thread_default () == wait.context);
  task = g_task_new (NULL, wait.cancellable, postino_wait_ready_cb, &wait);
  g_task_return_boolean (task, TRUE);
  g_assert_true (g_task_propagate_boolean (G_TASK (postino_wait_for_result (&wait, 60000)), NULL));
  g_assert_false (wait.timed_out);
  postino_wait_clear (&wait);
  g_assert_true (g_main_context_get_thread_default () == before);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wait/times-out", test_times_out);
  g_test_add_func ("/wait/cancelled-outside", test_cancelled_outside);
  g_test_add_func ("/wait/ready-at-once", test_ready_at_once);
  return g_test_run ();
}
