/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The models of the reports page: live-report, people-list, growth-watch. */
#include "model/live-report.h"

#include "model/growth-watch.h"
#include "model/model-fixture.h"
#include "model/people-item.h"
#include "model/people-list.h"

#define REPORT_SQL \
  "INSERT INTO campaign (id, kind, name, state, tracking, collector_url, started_us, created_us, modified_us) VALUES" \
  " (1, 'campaign', 'C', 'running', 'individual', 'https://c', 3600000000, 1, 1);" \
  "INSERT INTO ledger (campaign, key, address, state, individual) VALUES (1, 'a', 'a@x.it', 4, 1), (1, 'b', 'b@x.it', 4, 1);" \
  "INSERT INTO contact (id, key, address, created_us, modified_us) VALUES (1, 'a@x.it', 'a@x.it', 1, 1);"

#define CLICK(ledger) \
  "INSERT INTO event (at_us, type, campaign, ledger, link, kind) VALUES (3600000000, 'clicked', 1, " ledger ", 0, 'human');" \
  "INSERT INTO rollup VALUES (1, 'clicked', -1, 'human', 3600000000, 1, 1) ON CONFLICT DO UPDATE SET n = n + 1, people = people + 1;"

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
  g_autoptr (PostinoLiveReport) live = postino_live_report_new (fixture->store, 1);

  g_assert_null (postino_live_report_get (live));
  wait_until (postino_live_report_get (live) != NULL);
  g_assert_cmpint (postino_live_report_get (live)->clicks.total, ==, 0);
  wait_until (postino_live_report_get_past (live) != NULL);
  g_assert_cmpuint (postino_live_report_get_past (live)->n_campaigns, ==, 0);
  write_sql (fixture, CLICK ("1") BUMP ("events"));
  postino_live_report_look (live);
  wait_until (postino_live_report_get (live)->clicks.total == 1);
  g_assert_cmpint (postino_live_report_get_hours (live)->n[POSTINO_SERIES_CLICKED][0], ==, 1);
}

static void
test_nobody (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (PostinoLiveReport) live = postino_live_report_new (fixture->store, 99);

  wait_until (postino_live_report_get_failure (live) != NULL);
  g_assert_null (postino_live_report_get (live));
}

/* Let go of while it reads: the answer touches nothing. */
static void
test_dropped (Fixture      *fixture,
              gconstpointer data)
{
  g_object_unref (postino_live_report_new (fixture->store, 1));
}

static void
test_people (Fixture      *fixture,
             gconstpointer data)
{
  const PostinoPeopleQuery query = { 1, POSTINO_PEOPLE_CLICKED, -1, NULL };
  g_autoptr (PostinoPeopleList) people = postino_people_list_new (fixture->store, &query);
  g_autoptr (PostinoPeopleItem) first = NULL;

  wait_until (!postino_people_list_is_loading (people));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (people)), ==, 0);
  write_sql (fixture, CLICK ("2") BUMP ("events"));
  wait_until (g_list_model_get_n_items (G_LIST_MODEL (people)) == 1);
  first = g_list_model_get_item (G_LIST_MODEL (people), 0);
  wait_until (postino_people_item_get (first) != NULL);
  g_assert_cmpstr (postino_people_item_get (first)->address, ==, "b@x.it");
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
  g_test_add ("/live-report/people", Fixture, NULL, set_up, test_people, tear_down);
  g_test_add ("/live-report/growth", Fixture, NULL, set_up, test_growth, tear_down);
  return g_test_run ();
}
