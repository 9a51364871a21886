/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/growth-watch.h"

#include "model/model-fixture.h"

/* More than one read counts; a tenth is deleted. */
#define N_CONTACTS "60000"
#define CONTACTS_SQL                                                                                     \
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " N_CONTACTS ") "            \
  "INSERT INTO contact (id, key, address, created_us, modified_us, deleted_us) SELECT i, "               \
  "'p' || i || '@example.org', 'p' || i || '@example.org', 1, 1, CASE WHEN i % 10 = 0 THEN 1 END FROM n;" \
  "DELETE FROM search_pending;"

static void
count_cb (int *n)
{
  (*n)++;
}

/* A count is shown when it is whole, with one signal. */
static void
test_counts (void)
{
  Fixture fixture;
  PostinoGrowthWatch *watch;
  int n_changed = 0;

  g_assert_cmpint (atoi (N_CONTACTS), >, POSTINO_GROWTH_CHUNK);
  open_fixture (&fixture, CONTACTS_SQL, NULL);
  watch = postino_growth_watch_new (fixture.store, postino_clock_system ());
  g_signal_connect_swapped (watch, "changed", G_CALLBACK (count_cb), &n_changed);
  g_assert_null (postino_growth_watch_get (watch));
  wait_until (postino_growth_watch_get (watch) != NULL);
  g_assert_cmpint (postino_growth_watch_get (watch)->total, ==, atoi (N_CONTACTS) * 9 / 10);
  g_assert_cmpint (n_changed, ==, 1);
  g_object_unref (watch);
  close_fixture (&fixture);
}

static void
fail_cb (char      **failure,
         GParamSpec *pspec,
         GObject    *watch)
{
  g_free (*failure);
  g_object_get (watch, "failure", failure, NULL);
}

static void
test_fails (void)
{
  Fixture fixture;
  PostinoGrowthWatch *watch;
  g_autofree char *failure = NULL;

  open_fixture (&fixture, "DROP TABLE contact_tag; DROP TABLE list_member; DROP TABLE contact;", NULL);
  watch = postino_growth_watch_new (fixture.store, postino_clock_system ());
  g_signal_connect_swapped (watch, "notify::failure", G_CALLBACK (fail_cb), &failure);
  wait_until (failure != NULL);
  g_assert_null (postino_growth_watch_get (watch));
  g_object_unref (watch);
  close_fixture (&fixture);
}

/* Dropped in the middle of a count. */
static void
test_dropped (void)
{
  Fixture fixture;

  open_fixture (&fixture, CONTACTS_SQL, NULL);
  for (int i = 0; i < 20; i++)
    {
      PostinoGrowthWatch *watch = postino_growth_watch_new (fixture.store, postino_clock_system ());

      for (int n = 0; n < i; n++)
        g_main_context_iteration (NULL, FALSE);
      g_object_unref (watch);
    }
  close_fixture (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/growth-watch/counts", test_counts);
  g_test_add_func ("/growth-watch/fails", test_fails);
  g_test_add_func ("/growth-watch/dropped", test_dropped);
  return g_test_run ();
}
