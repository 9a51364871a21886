/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "stats/hours-query.h"

#define HOUR (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define LAST (POSTINO_REPORT_SERIES_HOURS - 1)

/* Started in the third hour of time; the fifty-first is the first that is not shown. */
static const char rollups[] =
  "INSERT INTO rollup VALUES"
  " (1, 'accepted', -1, '', 10800000000, 90, 90), (1, 'accepted', -1, '', 14400000000, 10, 10),"
  " (1, 'opened', -1, 'human', 10800000000, 40, 12), (1, 'opened', -1, 'unknown', 10800000000, 7, 2),"
  " (1, 'opened', -1, 'machine', 10800000000, 99, 50), (1, 'clicked', -1, 'human', 14400000000, 20, 11),"
  " (1, 'clicked', -1, 'unknown', 14400000000, 3, 1), (1, 'clicked', 0, 'human', 14400000000, 20, 11),"
  " (1, 'clicked', -1, 'machine', 14400000000, 77, 30), (1, 'unsubscribed', -1, '', 10800000000, 4, 3),"
  " (1, 'refused', -1, 'hard', 10800000000, 5, 5), (1, 'refused', -1, 'soft', 10800000000, 4, 4),"
  " (1, 'clicked', -1, 'human', 7200000000, 1000, 1000), (1, 'clicked', -1, 'human', 180000000000, 6, 5),"
  " (1, 'clicked', -1, 'human', 183600000000, 1000, 1000), (2, 'clicked', -1, 'human', 10800000000, 1000, 1000)";

static const struct {
  PostinoSeries series;
  int hour;
  gint64 n;
} cases[] = {
  { POSTINO_SERIES_ACCEPTED, 0, 90 },    { POSTINO_SERIES_ACCEPTED, 1, 10 }, { POSTINO_SERIES_OPENED, 0, 12 },
  { POSTINO_SERIES_OPENS, 0, 7 },        { POSTINO_SERIES_CLICKED, 0, 0 },   { POSTINO_SERIES_CLICKED, 1, 11 },
  { POSTINO_SERIES_CLICKS, 1, 3 },       { POSTINO_SERIES_REFUSED, 0, 9 },   { POSTINO_SERIES_UNSUBSCRIBED, 0, 3 },
  { POSTINO_SERIES_CLICKED, LAST, 5 },
};

static void
test_hours (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  PostinoDb *db = open_scratch_db (&folder);
  PostinoHours hours;

  postino_db_exec (db, rollups, &error);
  g_assert_no_error (error);
  postino_hours_query (db, 1, 3 * HOUR + 5, &hours, &error);
  g_assert_no_error (error);
  g_assert_cmpint (hours.from_us, ==, 3 * HOUR);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %zu", i);
      g_assert_cmpint (hours.n[cases[i].series][cases[i].hour], ==, cases[i].n);
    }
  g_assert_true (postino_hours_query (db, 1, 0, &hours, &error)); /* it has not started */
  g_assert_cmpint (hours.from_us, ==, 0);
  g_assert_cmpint (hours.n[POSTINO_SERIES_ACCEPTED][0], ==, 0);
  postino_db_close (db);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hours-query/hours", test_hours);
  return g_test_run ();
}
