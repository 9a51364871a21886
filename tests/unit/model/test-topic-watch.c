/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/topic-watch.h"

#include "model/model-fixture.h"

static const char *const contact_topics[] = { POSTINO_TOPIC_CONTACTS, POSTINO_TOPIC_LISTS, NULL };

typedef struct {
  guint n_looks;
  guint n_moved;
  PostinoTopicWatch *to_free; /* freed at the next look */
} Count;

static void
looked_cb (gboolean moved,
           gpointer user_data)
{
  Count *count = user_data;

  count->n_looks++;
  count->n_moved += moved ? 1 : 0;
  g_clear_pointer (&count->to_free, postino_topic_watch_free);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  open_fixture (fixture, BUMP ("contacts"), NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  close_fixture (fixture);
}

/* The first look always counts; then only what moved a topic of ours, each of them. */
static void
test_moved (Fixture      *fixture,
            gconstpointer data)
{
  static const struct {
    const char *sql;
    guint n_moved;
  } cases[] = {
    { BUMP ("ledger"), 0 },
    { BUMP ("contacts"), 1 },
    { "UPDATE contact SET city = 'x'", 0 },
    { BUMP ("lists"), 1 }, /* never bumped before */
    { BUMP ("lists") BUMP ("contacts"), 1 },
  };
  Count count = { 0 };
  g_autoptr (PostinoTopicWatch) watch = postino_topic_watch_new (fixture->store, contact_topics, looked_cb, &count);

  wait_until (count.n_looks == 1);
  g_assert_cmpuint (count.n_moved, ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint n_looks = count.n_looks;
      guint n_moved = count.n_moved;

      write_sql (fixture, cases[i].sql);
      postino_topic_watch_look (watch);
      wait_until (count.n_looks > n_looks + 1); /* the second of them began after the writing */
      g_assert_cmpuint (count.n_moved, ==, n_moved + cases[i].n_moved);
    }
}

/* A storm of nudges makes four looks a second at most; without any it looks by itself. */
static void
test_rate (Fixture      *fixture,
           gconstpointer data)
{
  Count count = { 0 };
  gint64 started_us = g_get_monotonic_time ();
  g_autoptr (PostinoTopicWatch) watch = postino_topic_watch_new (fixture->store, contact_topics, looked_cb, &count);
  double limit;

  while (count.n_looks < 4)
    {
      postino_topic_watch_look (watch);
      g_main_context_iteration (NULL, FALSE);
    }
  limit = 2 + 5.0 * (double) (g_get_monotonic_time () - started_us) / G_USEC_PER_SEC; /* four, and one of its own */
  g_assert_cmpuint (count.n_looks, <=, (guint) limit);
  g_assert_cmpint (g_get_monotonic_time () - started_us, >=, G_USEC_PER_SEC / 2);
  wait_until (count.n_looks >= 7);
}

static void
test_free (Fixture      *fixture,
           gconstpointer data)
{
  Count count = { 0 };
  PostinoTopicWatch *watch = postino_topic_watch_new (fixture->store, contact_topics, looked_cb, &count);
  Count other = { 0 };

  postino_topic_watch_look (watch);
  postino_topic_watch_free (watch); /* while it looks */
  other.to_free = postino_topic_watch_new (fixture->store, contact_topics, looked_cb, &other);
  wait_until (other.to_free == NULL); /* inside its own callback */
  g_assert_cmpuint (other.n_looks, ==, 1);
  g_assert_cmpuint (count.n_looks, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/topic-watch/moved", Fixture, NULL, set_up, test_moved, tear_down);
  g_test_add ("/topic-watch/rate", Fixture, NULL, set_up, test_rate, tear_down);
  g_test_add ("/topic-watch/free", Fixture, NULL, set_up, test_free, tear_down);
  return g_test_run ();
}
