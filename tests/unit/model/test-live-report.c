/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Also growth-watch. */
#include "model/live-report.h"

#include "model/growth-watch.h"
#include "model/model-fixture.h"

#define REPORT_SQL \
  "INSERT INTO campaign (id, kind, name, state, tracking, collector_url, started_us, created_us, modified_us) VALUES" \
  " (1, 'campaign', 'C', 'running', 'individual', 'https://c', 3600000000, 1, 1);" \
  "INSERT INTO ledger (campaign, key, address, state, individual) VALUES (1, 'a', 'a@x.it', 4, 1), (1, 'b', 'b@x.it', 4, 1);" \
  "INSERT INTO contact (id, key, address, created_us, modified_us) VALUES (1, 'a@x.it', 'a@x.it', 1, 1);"

#define CLICK(ledger) \
  "INSERT INTO event (at_us, type, campaign, ledger, link, kind) VALUES (3600000000, 'clicked', 1, " ledger ", 0, 'human');" \
  "INSERT INTO rollup VALUES (1, 'clicked', -1, 'human', 3600000000, 1, 1) ON CONFLICT DO UPDATE SET n = n + 1, people = people + 1;"

/* Its sums are more than a number can hold. */
#define EARLIER_SQL \
  "INSERT INTO campaign (id, kind, name, state, started_us, created_us, modified_us) VALUES" \
  " (2, 'campaign', 'D', 'finished', 1, 1, 1);" \
  "INSERT INTO ledger (campaign, key, address, state) VALUES (2, 'a', 'a@x.it', 4);" \
  "INSERT INTO rollup VALUES (2, 'accepted', -1, '', 0, 9223372036854775807, 0)," \
  " (2, 'accepted', -1, '', 3600000000, 9223372036854775807, 0);"

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  open_fixture (fixture, REPORT_SQL, NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  close_fixture (fixture);
}

static void
test_following (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (PostinoLiveReport) live = postino_live_report_new (fixture->store, NULL, 1);

  g_assert_null (postino_live_report_get (live));
  wait_until (postino_live_report_get (live) != NULL);
  g_assert_cmpint (postino_live_report_get (live)->clicks.human.n, ==, 0);
  wait_until (postino_live_report_get_past (live) != NULL);
  g_assert_cmpuint (postino_live_report_get_past (live)->n_campaigns, ==, 0);
  write_sql (fixture, CLICK ("1") BUMP ("events"));
  postino_live_report_look (live);
  wait_until (postino_live_report_get (live)->clicks.human.n == 1);
  g_assert_cmpint (postino_live_report_get_hours (live)->n[POSTINO_SERIES_CLICKED][0], ==, 1);
}

static void
test_nobody (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (PostinoLiveReport) live = postino_live_report_new (fixture->store, NULL, 99);

  wait_until (postino_live_report_get_failure (live) != NULL);
  g_assert_null (postino_live_report_get (live));
}

/* Let go of while it reads: the answer touches nothing. */
static void
test_dropped (Fixture      *fixture,
              gconstpointer data)
{
  g_object_unref (postino_live_report_new (fixture->store, NULL, 1));
}

/* However often the worker calls: four times a second at most, and the last call is not lost; of another campaign it
 * calls in vain. */
static void
test_nudged (Fixture      *fixture,
             gconstpointer data)
{
  enum { N_NUDGES = 40 };
  g_autoptr (PostinoWorkerProxy) proxy = postino_worker_proxy_new (fixture->folder);
  g_autoptr (PostinoLiveReport) live = postino_live_report_new (fixture->store, proxy, 1);
  gint64 started_us = g_get_monotonic_time ();
  guint n_changed = 0;

  g_signal_connect_swapped (live, "changed", G_CALLBACK (count_cb), &n_changed);
  for (int i = 0; i < N_NUDGES; i++)
    {
      write_sql (fixture, CLICK ("1") BUMP ("events"));
      g_signal_emit_by_name (proxy, "progress", (gint64) 1);
      while (g_main_context_iteration (NULL, FALSE))
        continue;
    }
  wait_until (postino_live_report_get (live) != NULL && postino_live_report_get (live)->clicks.human.n == N_NUDGES);
  /* the first reading and the past are not nudged for */
  g_assert_cmpfloat (n_changed, <=, 4 + 4.0 * (double) (g_get_monotonic_time () - started_us) / G_USEC_PER_SEC);
}

/* It looks when it is told to, not only when a second is over: a nudge is a look that its own clock has not asked for. */
static void
test_listens (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (PostinoWorkerProxy) proxy = postino_worker_proxy_new (fixture->folder);
  PostinoLiveReport *live = postino_live_report_new (fixture->store, proxy, 1);

  g_assert_true (g_signal_has_handler_pending (proxy, g_signal_lookup ("progress", POSTINO_TYPE_WORKER_PROXY), 0, FALSE));
  g_object_unref (live);
  g_assert_false (g_signal_has_handler_pending (proxy, g_signal_lookup ("progress", POSTINO_TYPE_WORKER_PROXY), 0, FALSE));
  g_signal_emit_by_name (proxy, "progress", (gint64) 1); /* touches nothing */
}

/* An earlier campaign that cannot be read: the report stands, and says that it stands alone; until it can. */
static void
test_past_fails (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (PostinoLiveReport) live = NULL;

  write_sql (fixture, EARLIER_SQL);
  live = postino_live_report_new (fixture->store, NULL, 1);
  wait_until (postino_live_report_get_past_failure (live) != NULL);
  g_assert_nonnull (postino_live_report_get (live));
  g_assert_null (postino_live_report_get_past (live));
  g_assert_null (postino_live_report_get_failure (live));
  write_sql (fixture, "DELETE FROM rollup WHERE campaign = 2;" BUMP ("events"));
  postino_live_report_look (live);
  wait_until (postino_live_report_get_past (live) != NULL);
  g_assert_null (postino_live_report_get_past_failure (live));
}

static void
test_growth (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (PostinoGrowthWatch) watch = postino_growth_watch_new (fixture->store, postino_clock_system ());

  g_assert_null (postino_growth_watch_get (watch));
  wait_until (postino_growth_watch_get (watch) != NULL);
  g_assert_cmpint (postino_growth_watch_get (watch)->total, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/live-report/following", Fixture, NULL, set_up, test_following, tear_down);
  g_test_add ("/live-report/nobody", Fixture, NULL, set_up, test_nobody, tear_down);
  g_test_add ("/live-report/dropped", Fixture, NULL, set_up, test_dropped, tear_down);
  g_test_add ("/live-report/nudged", Fixture, NULL, set_up, test_nudged, tear_down);
  g_test_add ("/live-report/listens", Fixture, NULL, set_up, test_listens, tear_down);
  g_test_add ("/live-report/past-fails", Fixture, NULL, set_up, test_past_fails, tear_down);
  g_test_add ("/live-report/growth", Fixture, NULL, set_up, test_growth, tear_down);
  return g_test_run ();
}
