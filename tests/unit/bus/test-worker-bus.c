/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/worker-bus.h"

#include "bus/worker-proxy.h"

/* Both ends of the doorbell over a session bus of its own, which needs dbus-daemon. */

enum { PATIENCE_SECONDS = 60 };

#define FOLDER "/nowhere/workspace"
#define OTHER_FOLDER "/nowhere/another"

typedef struct {
  GTestDBus *dbus;
  PostinoWorkerBus *bus;
  PostinoWorkerProxy *proxy;
  GPtrArray *looked; /* topics */
  GArray *told;      /* campaigns */
  guint n_running;   /* notifications of "is-running" */
} Fixture;

static gboolean
give_up_cb (gpointer data)
{
  g_error ("waited in vain for: %s", (const char *) data);
  return G_SOURCE_REMOVE;
}

#define wait_until(condition)                                                              \
  do                                                                                       \
    {                                                                                      \
      guint give_up_id = g_timeout_add_seconds (PATIENCE_SECONDS, give_up_cb, #condition); \
                                                                                           \
      while (!(condition))                                                                 \
        g_main_context_iteration (NULL, TRUE);                                             \
      g_source_remove (give_up_id);                                                        \
    }                                                                                      \
  while (0)

static void
look_cb (const char *topic,
         gpointer    user_data)
{
  Fixture *fixture = user_data;

  g_ptr_array_add (fixture->looked, g_strdup (topic));
}

static void
progress_cb (PostinoWorkerProxy *proxy,
             gint64              campaign,
             Fixture            *fixture)
{
  g_array_append_val (fixture->told, campaign);
}

static void
running_cb (PostinoWorkerProxy *proxy,
            GParamSpec         *pspec,
            Fixture            *fixture)
{
  fixture->n_running++;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->dbus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->dbus);
  fixture->looked = g_ptr_array_new_with_free_func (g_free);
  fixture->told = g_array_new (FALSE, FALSE, sizeof (gint64));
  fixture->proxy = postino_worker_proxy_new (FOLDER);
  g_signal_connect (fixture->proxy, "progress", G_CALLBACK (progress_cb), fixture);
  g_signal_connect (fixture->proxy, "notify::is-running", G_CALLBACK (running_cb), fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_clear_pointer (&fixture->bus, postino_worker_bus_free);
  g_clear_object (&fixture->proxy);
  g_ptr_array_unref (fixture->looked);
  g_array_unref (fixture->told);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_test_dbus_down (fixture->dbus);
  g_object_unref (fixture->dbus);
}

static void
start_worker (Fixture *fixture)
{
  fixture->bus = postino_worker_bus_new (FOLDER, look_cb, fixture);
  wait_until (postino_worker_proxy_is_running (fixture->proxy));
}

static void
test_name (void)
{
  g_autofree char *name = postino_worker_bus_build_name (FOLDER);
  g_autofree char *same = postino_worker_bus_build_name (FOLDER "/../workspace/");
  g_autofree char *other = postino_worker_bus_build_name (OTHER_FOLDER);

  g_assert_true (g_dbus_is_name (name));
  g_assert_cmpstr (name, ==, same);
  g_assert_cmpstr (name, !=, other);
}

static void
test_comes_and_goes (Fixture      *fixture,
                     gconstpointer data)
{
  gboolean is_running = TRUE;

  g_object_get (fixture->proxy, "is-running", &is_running, NULL);
  g_assert_false (is_running);
  postino_worker_proxy_look (fixture->proxy, "campaigns"); /* nobody is there: nothing happens */

  start_worker (fixture);
  g_object_get (fixture->proxy, "is-running", &is_running, NULL);
  g_assert_true (is_running);
  g_assert_cmpuint (fixture->n_running, ==, 1);

  g_clear_pointer (&fixture->bus, postino_worker_bus_free);
  wait_until (!postino_worker_proxy_is_running (fixture->proxy));
  g_assert_cmpuint (fixture->n_running, ==, 2);

  start_worker (fixture);
  g_assert_cmpuint (fixture->n_running, ==, 3);
  g_assert_cmpuint (fixture->looked->len, ==, 0);
}

/* Whoever has a proxy is a window. */
static void
test_window (Fixture      *fixture,
             gconstpointer data)
{
  start_worker (fixture);
  wait_until (postino_worker_bus_has_window (fixture->bus));
  g_clear_object (&fixture->proxy);
  wait_until (!postino_worker_bus_has_window (fixture->bus));
  g_assert_true (postino_worker_bus_had_window (fixture->bus, g_get_real_time () - 60 * G_USEC_PER_SEC));
  g_assert_false (postino_worker_bus_had_window (fixture->bus, g_get_real_time () + 1));
}

static void
test_look (Fixture      *fixture,
           gconstpointer data)
{
  start_worker (fixture);
  postino_worker_proxy_look (fixture->proxy, "campaigns");
  postino_worker_proxy_look (fixture->proxy, "ledger");
  wait_until (fixture->looked->len == 2);
  g_assert_cmpstr (fixture->looked->pdata[0], ==, "campaigns");
  g_assert_cmpstr (fixture->looked->pdata[1], ==, "ledger");
}

static void
test_progress (Fixture      *fixture,
               gconstpointer data)
{
  static const gint64 campaigns[] = { 1, G_MAXINT64, 7 };

  start_worker (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (campaigns); i++)
    postino_worker_bus_tell_progress (fixture->bus, campaigns[i]);
  wait_until (fixture->told->len == G_N_ELEMENTS (campaigns));
  g_assert_cmpmem (fixture->told->data, fixture->told->len * sizeof (gint64), campaigns, sizeof campaigns);
}

static gpointer
nudge (gpointer folder)
{
  postino_worker_proxy_nudge (folder, "contacts");
  return NULL;
}

/* As from another program: the call blocks there while the worker's loop runs here. */
static void
test_nudge (Fixture      *fixture,
            gconstpointer data)
{
  GThread *thread;

  start_worker (fixture);
  thread = g_thread_new ("nudge", nudge, (gpointer) FOLDER);
  wait_until (fixture->looked->len == 1);
  g_thread_join (thread);
  g_assert_cmpstr (fixture->looked->pdata[0], ==, "contacts");

  nudge ((gpointer) OTHER_FOLDER); /* none runs there, and none is started */
  g_assert_cmpuint (fixture->looked->len, ==, 1);
}

/* The proxy may go at any moment of its coming up. */
static void
test_dispose (Fixture      *fixture,
              gconstpointer data)
{
  start_worker (fixture);
  for (guint n_iterations = 0; n_iterations < 8; n_iterations++)
    {
      PostinoWorkerProxy *proxy = postino_worker_proxy_new (FOLDER);

      for (guint i = 0; i < n_iterations; i++)
        g_main_context_iteration (NULL, FALSE);
      g_object_unref (proxy);
    }
  postino_worker_proxy_look (fixture->proxy, "lists");
  wait_until (fixture->looked->len == 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_dbus_unset ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker-bus/name", test_name);
#define ADD(name, func) g_test_add ("/worker-bus/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("comes-and-goes", test_comes_and_goes);
  ADD ("window", test_window);
  ADD ("look", test_look);
  ADD ("progress", test_progress);
  ADD ("nudge", test_nudge);
  ADD ("dispose", test_dispose);
#undef ADD
  return g_test_run ();
}
