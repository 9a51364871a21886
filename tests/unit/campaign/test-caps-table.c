/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "campaign/caps-table.h"

#define MINUTE POSTINO_CAP_SLICE_US
#define SERVERS                                                                                        \
  "INSERT INTO server (id, name, kind, host, port, tls, created_us) VALUES (1, 'a', 'smtp', 'h', 25, 'none', 1), " \
  "(2, 'b', 'smtp', 'h', 25, 'none', 1)"

static gint64
count (PostinoDb *db,
       gint64     server,
       gint64     since_us)
{
  g_autoptr (GError) error = NULL;
  gint64 n = -1;

  g_assert_true (postino_caps_table_count (db, server, since_us, &n, &error));
  return n;
}

/* A minute that reaches into the time asked for counts whole; nothing is ever less than nothing. */
static void
test_counts (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) all = NULL;

  postino_db_exec (db, SERVERS, &error);
  g_assert_cmpint (postino_caps_table_find_slice (5 * MINUTE + 7), ==, 5 * MINUTE);
  g_assert_true (postino_caps_table_add (db, 1, 5 * MINUTE, 3, &error));
  g_assert_true (postino_caps_table_add (db, 1, 5 * MINUTE, 2, &error));
  g_assert_true (postino_caps_table_add (db, 1, 9 * MINUTE, 1, &error));
  g_assert_true (postino_caps_table_add (db, 2, 6 * MINUTE, 4, &error));
  g_assert_true (postino_caps_table_add (db, 2, 6 * MINUTE, -9, &error));
  g_assert_true (postino_caps_table_add (db, 2, 7 * MINUTE, -1, &error));
  g_assert_cmpint (count (db, 1, 0), ==, 6);
  g_assert_cmpint (count (db, 1, 6 * MINUTE - 1), ==, 6);
  g_assert_cmpint (count (db, 1, 6 * MINUTE), ==, 1);
  g_assert_cmpint (count (db, 2, 0), ==, 0);
  all = postino_caps_table_list (db, 0, &error);
  g_assert_cmpuint (all->len, ==, 2); /* nothing is told of minutes without a message */
  g_assert_cmpint (g_array_index (all, PostinoCapCount, 0).slice_us, ==, 5 * MINUTE);
  g_assert_cmpint (g_array_index (all, PostinoCapCount, 0).n, ==, 5);
  g_assert_true (postino_caps_table_prune (db, 9 * MINUTE, &error));
  g_assert_cmpint (count (db, 1, 0), ==, 1);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/caps-table/counts", test_counts);
  return g_test_run ();
}
