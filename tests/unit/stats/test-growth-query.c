/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "stats/growth-query.h"

#define DAY (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)
#define WEDNESDAY (G_GINT64_CONSTANT (1795608000) * G_USEC_PER_SEC) /* 2026-11-25 12:00 UTC */

static void
add (PostinoDb *db,
     int        n,
     gint64     created_us,
     gint64     deleted_us)
{
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < n; i++)
    {
      postino_db_run (db, &error,
                      "INSERT INTO contact (key, address, created_us, modified_us, deleted_us) VALUES "
                      "(lower (hex (randomblob (8))), 'a', ?1, ?1, nullif (?2, 0))", "ll", created_us, deleted_us);
      g_assert_no_error (error);
    }
}

static PostinoGrowth
count (PostinoDb *db,
       guint      limit)
{
  g_autoptr (GError) error = NULL;
  PostinoGrowth growth;
  gboolean is_done = FALSE;

  postino_growth_begin (&growth, WEDNESDAY);
  while (!is_done)
    {
      g_assert_true (postino_growth_query (db, &growth, limit, &is_done, &error));
      g_assert_no_error (error);
    }
  return growth;
}

static void
test_counting (void)
{
  const guint limits[] = { 1, 3, 11, 12, 1000 };
  g_autofree char *folder = NULL;
  PostinoDb *db = open_scratch_db (&folder);

  add (db, 4, WEDNESDAY - 300 * DAY, 0);
  add (db, 2, WEDNESDAY - 3 * DAY, 0);         /* Sunday: the week before */
  add (db, 1, WEDNESDAY - DAY, WEDNESDAY);     /* deleted since */
  add (db, 3, WEDNESDAY - 2 * DAY, 0);         /* Monday */
  add (db, 1, WEDNESDAY + 3 * DAY, 0);         /* a clock that was wrong: this week */
  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      PostinoGrowth growth = count (db, limits[i]);

      g_assert_cmpint (growth.total, ==, 10);
      g_assert_cmpint (growth.added[POSTINO_GROWTH_WEEKS - 1], ==, 4);
      g_assert_cmpint (growth.added[POSTINO_GROWTH_WEEKS - 2], ==, 2);
      g_assert_cmpint (growth.added[0], ==, 0);
    }
  postino_db_close (db);
  remove_scratch_folder (folder);
}

static void
test_weeks (void)
{
  PostinoGrowth growth;

  postino_growth_begin (&growth, WEDNESDAY);
  g_assert_cmpint (growth.starts_us[POSTINO_GROWTH_WEEKS - 1], ==, WEDNESDAY - 2 * DAY - DAY / 2);
  for (int i = 1; i < POSTINO_GROWTH_WEEKS; i++)
    g_assert_cmpint (growth.starts_us[i] - growth.starts_us[i - 1], ==, 7 * DAY); /* in UTC */
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/growth-query/counting", test_counting);
  g_test_add_func ("/growth-query/weeks", test_weeks);
  return g_test_run ();
}
