/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "stats/past-query.h"

/* Three earlier finished campaigns of 100 accepted each; one more without a collector, one still running, a test, one
 * later and one archived; campaign 10 is the one that asks. */
static const char campaigns[] =
  "INSERT INTO campaign (id, kind, name, state, tracking, collector_url, started_us, archived_us, created_us, modified_us) VALUES"
  " (1, 'campaign', 'A', 'finished', 'individual', 'https://c', 3600000000, NULL, 1, 1),"
  " (2, 'campaign', 'B', 'finished', 'individual', 'https://c', 7200000000, NULL, 1, 1),"
  " (3, 'campaign', 'C', 'finished', 'individual', 'https://c', 10800000000, NULL, 1, 1),"
  " (4, 'campaign', 'D', 'finished', 'individual', NULL, 14400000000, NULL, 1, 1),"
  " (5, 'campaign', 'E', 'running', 'individual', 'https://c', 14400000000, NULL, 1, 1),"
  " (6, 'test', 'F', 'finished', 'individual', 'https://c', 14400000000, NULL, 1, 1),"
  " (7, 'campaign', 'G', 'finished', 'individual', 'https://c', 90000000000, NULL, 1, 1),"
  " (8, 'campaign', 'H', 'draft', 'individual', NULL, NULL, NULL, 1, 1),"
  " (9, 'campaign', 'I', 'finished', 'individual', 'https://c', 100, 1, 1, 1),"
  " (10, 'campaign', 'J', 'finished', 'individual', 'https://c', 18000000000, NULL, 1, 1);"
  "INSERT INTO ledger_count SELECT id, 4, 100 FROM campaign WHERE id <= 7 OR id = 9;"
  "INSERT INTO ledger_count VALUES (1, 5, 100), (2, 7, 50);"
  "INSERT INTO ledger (campaign, key, address, state, individual) VALUES (1, 'a', 'a', 4, 1), (1, 'b', 'b', 4, 1),"
  " (2, 'a', 'a', 4, 1), (2, 'b', 'b', 4, 1), (2, 'c', 'c', 4, 1), (2, 'd', 'd', 4, 1), (4, 'a', 'a', 4, 1);"
  "INSERT INTO rollup VALUES"
  " (1, 'clicked', -1, 'human', 3600000000, 10, 1), (1, 'clicked', -1, 'machine', 3600000000, 77, 2),"
  " (2, 'clicked', -1, 'human', 7200000000, 30, 1), (3, 'clicked', -1, 'unknown', 10800000000, 20, 0),"
  " (3, 'clicked', -1, 'unknown', 14400000000, 3, 0), (3, 'clicked', 0, 'unknown', 10800000000, 20, 0)";

typedef struct {
  char *folder;
  PostinoDb *db;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->db = open_scratch_db (&fixture->folder);
  postino_db_exec (fixture->db, campaigns, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  postino_db_close (fixture->db);
  remove_scratch_folder (fixture->folder);
  g_free (fixture->folder);
}

static PostinoPast
read_past (Fixture *fixture,
           gint64   campaign)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoEarlier) earlier = postino_earlier_new ();
  g_autoptr (GArray) ids = postino_past_list (fixture->db, campaign, &error);
  PostinoPast past;

  g_assert_no_error (error);
  for (guint i = 0; i < ids->len; i++)
    g_assert_true (postino_earlier_add (earlier, fixture->db, g_array_index (ids, gint64, i), &error));
  postino_earlier_summarize (earlier, &past);
  return past;
}

static void
test_medians (Fixture      *fixture,
              gconstpointer data)
{
  PostinoPast past = read_past (fixture, 10);

  g_assert_cmpuint (past.n_campaigns, ==, 5); /* 1 to 4, and the archived one */
  /* of 1 and 2: one of 2 people and one of 4; the one without a collector says nothing */
  g_assert_cmpfloat_with_epsilon (past.shares[POSTINO_SHARE_CLICKED], 0.375, 0.0001);
  g_assert_cmpfloat_with_epsilon (past.hours[POSTINO_SERIES_CLICKED][0], 0.375, 0.0001);
  /* of 3 and 9, where nobody is known by name: 23 and 0 clicks for a hundred */
  g_assert_cmpfloat_with_epsilon (past.shares[POSTINO_SHARE_CLICKS], 0.115, 0.0001);
  g_assert_cmpfloat_with_epsilon (past.hours[POSTINO_SERIES_CLICKS][0], 0.1, 0.0001);
  g_assert_cmpfloat_with_epsilon (past.shares[POSTINO_SHARE_ACCEPTED], 1, 0.0001);
}

static void
test_no_past (Fixture      *fixture,
              gconstpointer data)
{
  PostinoPast past = read_past (fixture, 8);

  g_assert_cmpuint (past.n_campaigns, ==, 0);
  g_assert_cmpfloat (past.shares[POSTINO_SHARE_ACCEPTED], <, 0);
  g_assert_cmpfloat (past.hours[POSTINO_SERIES_OPENED][0], <, 0);
}

/* Where nobody is measured by name only sums are compared, and only among such. */
static void
test_shares (void)
{
  PostinoReport report = { .recipients = 120, .individuals = 40, .tracking = POSTINO_TRACKING_BY_CONSENT,
                           .collector_url = (char *) "https://c", .unsubscribed = 2 };

  report.states[POSTINO_LEDGER_SKIPPED] = 20;
  report.states[POSTINO_LEDGER_ACCEPTED] = 80;
  report.states[POSTINO_LEDGER_REFUSED] = 10;
  report.clicks.human = (PostinoReportSum) { 9, 6 };
  report.clicks.machine = (PostinoReportSum) { 50, 30 };
  report.clicks.unknown = (PostinoReportSum) { 8, 1 };
  g_assert_cmpfloat (postino_report_get_share (&report, POSTINO_SHARE_ACCEPTED), ==, 0.8);
  g_assert_cmpfloat (postino_report_get_share (&report, POSTINO_SHARE_CLICKED), ==, 0.15);
  g_assert_cmpfloat (postino_report_get_share (&report, POSTINO_SHARE_CLICKS), <, 0);
  g_assert_cmpfloat (postino_report_get_share (&report, POSTINO_SHARE_UNSUBSCRIBED), ==, 0.025);
  g_assert_cmpfloat (postino_report_get_share (&report, POSTINO_SHARE_BOUNCED), ==, 0.1);
  g_assert_cmpint (postino_report_get_base (&report, POSTINO_SERIES_CLICKED), ==, 40);
  g_assert_cmpint (postino_report_get_base (&report, POSTINO_SERIES_CLICKS), ==, 0);
  g_assert_cmpint (postino_report_get_base (&report, POSTINO_SERIES_REFUSED), ==, 80);
  report.individuals = 0;
  g_assert_cmpfloat (postino_report_get_share (&report, POSTINO_SHARE_CLICKED), <, 0);
  g_assert_cmpfloat (postino_report_get_share (&report, POSTINO_SHARE_CLICKS), ==, 0.1);
  g_assert_cmpint (postino_report_get_base (&report, POSTINO_SERIES_CLICKS), ==, 80);
  report.collector_url = NULL;
  g_assert_cmpfloat (postino_report_get_share (&report, POSTINO_SHARE_CLICKS), <, 0);
  g_assert_cmpint (postino_report_get_base (&report, POSTINO_SERIES_OPENS), ==, 0);
  /* Who unsubscribed and is known of is told of, but that there is nobody is no zero. */
  g_assert_cmpfloat (postino_report_get_share (&report, POSTINO_SHARE_UNSUBSCRIBED), ==, 0.025);
  report.unsubscribed = 0;
  g_assert_cmpfloat (postino_report_get_share (&report, POSTINO_SHARE_UNSUBSCRIBED), <, 0);
  g_assert_cmpint (postino_report_get_base (&report, POSTINO_SERIES_UNSUBSCRIBED), ==, 0);
  report.collector_url = (char *) "https://c";
  g_assert_cmpfloat (postino_report_get_share (&report, POSTINO_SHARE_UNSUBSCRIBED), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/past-query/medians", Fixture, NULL, set_up, test_medians, tear_down);
  g_test_add ("/past-query/no-past", Fixture, NULL, set_up, test_no_past, tear_down);
  g_test_add_func ("/past-query/shares", test_shares);
  return g_test_run ();
}
