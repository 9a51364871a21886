/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/progress.h"

#include "model/model-fixture.h"

enum { N_ROWS = 1000, N_NUDGES = 40 };

#define NOW_US (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

/* A thousand recipients; the campaign has started 100 s ago. */
#define CAMPAIGN_SQL                                                                                              \
  "INSERT INTO campaign (id, kind, name, state, wanted, created_us, modified_us, started_us) "                    \
  "VALUES (1, 'campaign', 'One', 'running', 'run', 1, 1, 1699999900000000), "                                     \
  "(2, 'campaign', 'Two', 'draft', 'draft', 1, 1, NULL); "                                                        \
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "                              \
  "INSERT INTO ledger (id, campaign, key, address, state) SELECT i, 1, 'p' || i || '@example.org', "              \
  "'p' || i || '@example.org', 0 FROM n;"

/* Settles the rows up to a number. */
#define SETTLE(upto) "UPDATE ledger SET state = 4 WHERE id <= " #upto ";" BUMP ("ledger")

typedef struct {
  Fixture base;
  PostinoFakeClock clock;
  PostinoProgress *progress;
  guint n_changed;
} ProgressFixture;

static void
changed_cb (PostinoProgress *progress,
            ProgressFixture *fixture)
{
  fixture->n_changed++;
}

static void
set_up (ProgressFixture *fixture,
        gconstpointer    data)
{
  open_fixture (&fixture->base, CAMPAIGN_SQL, NULL);
  postino_fake_clock_init (&fixture->clock, NOW_US);
  fixture->progress = postino_progress_new (fixture->base.store, NULL, 1, &fixture->clock.parent);
  g_signal_connect (fixture->progress, "changed", G_CALLBACK (changed_cb), fixture);
  wait_until (postino_progress_is_loaded (fixture->progress));
}

static void
tear_down (ProgressFixture *fixture,
           gconstpointer    data)
{
  g_clear_object (&fixture->progress);
  close_fixture (&fixture->base);
}

/* Writes and waits until it is seen. */
static void
settle (ProgressFixture *fixture,
        const char      *sql,
        gint64           accepted)
{
  write_sql (&fixture->base, sql);
  postino_progress_look (fixture->progress);
  wait_until (postino_progress_get_count (fixture->progress, POSTINO_LEDGER_ACCEPTED) == accepted);
}

static void
test_figures (ProgressFixture *fixture,
              gconstpointer    data)
{
  PostinoProgress *progress = fixture->progress;

  g_assert_cmpint (postino_progress_get_total (progress), ==, N_ROWS);
  g_assert_cmpint (postino_progress_get_left (progress), ==, N_ROWS);
  g_assert_cmpfloat (postino_progress_get_fraction (progress), ==, 0);
  g_assert_cmpfloat (postino_progress_get_per_second (progress), ==, 0);
  g_assert_cmpint (postino_progress_get_eta_us (progress), ==, 0);
  g_assert_cmpuint (postino_progress_get_state (progress), ==, POSTINO_CAMPAIGN_RUNNING);

  /* 100 in two seconds; since it started 100 in 102 s; 900 are left at 50/s. */
  postino_fake_clock_advance (&fixture->clock, 2 * G_USEC_PER_SEC);
  settle (fixture, SETTLE (100), 100);
  g_assert_cmpfloat_with_epsilon (postino_progress_get_fraction (progress), 0.1, 1e-9);
  g_assert_cmpfloat_with_epsilon (postino_progress_get_per_second (progress), 50, 1e-6);
  g_assert_cmpfloat_with_epsilon (postino_progress_get_per_second_mean (progress), 100.0 / 102, 1e-6);
  g_assert_cmpint (postino_progress_get_eta_us (progress), ==, NOW_US + (2 + 18) * G_USEC_PER_SEC);

  /* What happened more than ten seconds ago does not count for lately. */
  postino_fake_clock_advance (&fixture->clock, 10 * G_USEC_PER_SEC);
  settle (fixture, SETTLE (120), 120);
  g_assert_cmpfloat_with_epsilon (postino_progress_get_per_second (progress), 2, 1e-6);

  settle (fixture, "UPDATE ledger SET state = 3 WHERE id = 200; UPDATE ledger SET state = 2 WHERE id = 201;"
          SETTLE (130), 130);
  g_assert_cmpint (postino_progress_get_count (progress, POSTINO_LEDGER_IN_DOUBT), ==, 1);
  g_assert_cmpint (postino_progress_get_left (progress), ==, N_ROWS - 131);

  /* Who is left out is neither done nor to be done. */
  settle (fixture, "UPDATE ledger SET state = 7 WHERE id > 500;" SETTLE (199), 199);
  g_assert_cmpfloat_with_epsilon (postino_progress_get_fraction (progress), 200.0 / 500, 1e-9);
}

/* A campaign that runs and sends nothing slows down without anything being written. */
static void
test_slows_down (ProgressFixture *fixture,
                 gconstpointer    data)
{
  postino_fake_clock_advance (&fixture->clock, G_USEC_PER_SEC);
  settle (fixture, SETTLE (100), 100);
  g_assert_cmpfloat_with_epsilon (postino_progress_get_per_second (fixture->progress), 100, 1e-6);

  postino_fake_clock_advance (&fixture->clock, 30 * G_USEC_PER_SEC);
  wait_until (postino_progress_get_per_second (fixture->progress) < 4);
  postino_fake_clock_advance (&fixture->clock, 30 * G_USEC_PER_SEC);
  wait_until (postino_progress_get_per_second (fixture->progress) == 0);
  g_assert_cmpfloat (postino_progress_get_per_second_mean (fixture->progress), >, 0);
  g_assert_cmpint (postino_progress_get_eta_us (fixture->progress), >, NOW_US);
}

/* A server that takes messages in bursts: 20 in ten seconds, 80 in the next. The end stays where it is. */
static void
test_bursts (ProgressFixture *fixture,
             gconstpointer    data)
{
  gint64 before_us = 0;
  guint sent = 0;

  for (guint i = 0; i < 16; i++)
    {
      g_autofree char *sql = NULL;
      gint64 left_us;

      sent += i % 2 == 0 ? 20 : 80;
      sql = g_strdup_printf ("UPDATE ledger SET state = 4 WHERE id <= %u;" BUMP ("ledger"), sent);
      postino_fake_clock_advance (&fixture->clock, 10 * G_USEC_PER_SEC);
      settle (fixture, sql, sent);
      left_us = postino_progress_get_eta_us (fixture->progress) - postino_clock_now_us (&fixture->clock.parent);
      if (i > 5)
        {
          g_assert_cmpint (left_us, <, before_us * 6 / 5);
          g_assert_cmpint (left_us, >, before_us * 3 / 5);
        }
      before_us = left_us;
    }
}

static void
test_waits (ProgressFixture *fixture,
            gconstpointer    data)
{
  write_sql (&fixture->base, "UPDATE campaign SET state = 'waiting', waiting_why = 'The quota is used up' WHERE id = 1;"
             BUMP ("campaigns"));
  postino_progress_look (fixture->progress);
  wait_until (postino_progress_get_state (fixture->progress) == POSTINO_CAMPAIGN_WAITING);
  g_assert_cmpstr (postino_progress_get_waiting_why (fixture->progress), ==, "The quota is used up");
  g_assert_cmpint (postino_progress_get_eta_us (fixture->progress), ==, 0);
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *n)
{
  (*n)++;
}

/* However often the worker calls: four times a second at most, and the last call is not lost. */
static void
test_rate (ProgressFixture *fixture,
           gconstpointer    data)
{
  g_autoptr (PostinoWorkerProxy) proxy = postino_worker_proxy_new (fixture->base.folder);
  g_autoptr (PostinoProgress) progress = postino_progress_new (fixture->base.store, proxy, 1, postino_clock_system ());
  gint64 started_us;
  guint n_accepted = 0;
  guint n_total = 0;
  double limit;

  wait_until (postino_progress_is_loaded (progress));
  g_signal_connect (progress, "notify::accepted", G_CALLBACK (count_cb), &n_accepted);
  g_signal_connect (progress, "notify::total", G_CALLBACK (count_cb), &n_total);
  started_us = g_get_monotonic_time ();
  for (int i = 1; i <= N_NUDGES; i++)
    {
      g_autofree char *sql = g_strdup_printf ("UPDATE ledger SET state = 4 WHERE id <= %d;" BUMP ("ledger"), i);

      write_sql (&fixture->base, sql);
      g_signal_emit_by_name (proxy, "progress", (gint64) 1);
      while (g_main_context_iteration (NULL, FALSE))
        continue;
    }
  wait_until (postino_progress_get_count (progress, POSTINO_LEDGER_ACCEPTED) == N_NUDGES);
  limit = 2 + 4.0 * (double) (g_get_monotonic_time () - started_us) / G_USEC_PER_SEC;
  g_assert_cmpuint (n_accepted, <=, (guint) limit);
  g_assert_cmpuint (n_total, ==, 0);
}

/* Of another campaign nothing is told. */
static void
test_other (ProgressFixture *fixture,
            gconstpointer    data)
{
  guint before;

  g_assert_cmpuint (postino_progress_get_state (fixture->progress), ==, POSTINO_CAMPAIGN_RUNNING);
  write_sql (&fixture->base, "UPDATE campaign SET state = 'paused' WHERE id = 1;" BUMP ("campaigns"));
  postino_progress_look (fixture->progress);
  wait_until (postino_progress_get_state (fixture->progress) == POSTINO_CAMPAIGN_PAUSED);
  before = fixture->n_changed;

  write_sql (&fixture->base, "UPDATE campaign SET name = 'Zwei' WHERE id = 2;" BUMP ("campaigns"));
  postino_progress_look (fixture->progress);
  settle (fixture, SETTLE (1), 1);
  g_assert_cmpuint (fixture->n_changed, ==, before + 1);
}

static void
test_missing (ProgressFixture *fixture,
              gconstpointer    data)
{
  g_autoptr (PostinoProgress) progress
    = postino_progress_new (fixture->base.store, NULL, 99, &fixture->clock.parent);
  g_autofree char *failure = NULL;
  guint n_failures = 0;

  g_signal_connect (progress, "notify::failure", G_CALLBACK (count_cb), &n_failures);
  wait_until (n_failures > 0);
  g_object_get (progress, "failure", &failure, NULL);
  g_assert_nonnull (strstr (failure, "99"));
  g_assert_false (postino_progress_is_loaded (progress));
}

static void
test_dispose (ProgressFixture *fixture,
              gconstpointer    data)
{
  for (guint n_iterations = 0; n_iterations < 6; n_iterations++)
    {
      PostinoProgress *progress = postino_progress_new (fixture->base.store, NULL, 1, &fixture->clock.parent);

      postino_progress_look (progress);
      for (guint i = 0; i < n_iterations; i++)
        g_main_context_iteration (NULL, TRUE);
      g_object_unref (progress);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/progress/" name, ProgressFixture, NULL, set_up, func, tear_down)
  ADD ("figures", test_figures);
  ADD ("slows-down", test_slows_down);
  ADD ("bursts", test_bursts);
  ADD ("waits", test_waits);
  ADD ("rate", test_rate);
  ADD ("other", test_other);
  ADD ("missing", test_missing);
  ADD ("dispose", test_dispose);
#undef ADD
  return g_test_run ();
}
