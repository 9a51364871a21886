/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "campaign/destinations-table.h"
#include "store/change.h"

/* What a person set and what was learnt do not overwrite each other. */
static void
test_limits_and_lessons (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  PostinoDestinationRow lesson = { (char *) "gmail", 9, 9, 5000, 1, (char *) "slow down" };
  const PostinoDestinationRow *row;
  gint64 told;

  g_assert_true (postino_destinations_table_set_limits (db, "gmail", 1.5, 4, &error));
  told = postino_change_read (db, POSTINO_TOPIC_DESTINATIONS, &error);
  g_assert_cmpint (told, >, 0);
  g_assert_cmpint (postino_change_read (db, POSTINO_TOPIC_SERVERS, &error), ==, 1);
  g_assert_true (postino_destinations_table_learn (db, &lesson, &error));
  g_assert_cmpint (postino_change_read (db, POSTINO_TOPIC_DESTINATIONS, &error), >, told);
  g_assert_cmpint (postino_change_read (db, POSTINO_TOPIC_SERVERS, &error), ==, 1); /* no wish of a person's */
  g_assert_true (postino_destinations_table_set_limits (db, "gmail", 0, 6, &error));
  g_assert_true (postino_destinations_table_learn (db, &lesson, &error));
  g_assert_no_error (error);
  rows = postino_destinations_table_list (db, &error);
  g_assert_cmpuint (rows->len, ==, 1);
  row = rows->pdata[0];
  g_assert_cmpstr (row->id, ==, "gmail");
  g_assert_cmpfloat (row->per_second, ==, 0);
  g_assert_cmpuint (row->at_once, ==, 6);
  g_assert_cmpint (row->closed_until_us, ==, 5000);
  g_assert_cmpuint (row->window, ==, 1);
  g_assert_cmpstr (row->why, ==, "slow down");
  remove_scratch_folder (folder);
}

static char *
find (PostinoDb  *db,
      const char *domain,
      gint64      since_us)
{
  g_autoptr (GError) error = NULL;
  char *id = NULL;

  g_assert_true (postino_destinations_table_find_domain (db, domain, since_us, &id, &error));
  return id;
}

static void
test_domains (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;
  g_autofree char *known = NULL;

  g_assert_null (find (db, "shop.example", 0));
  g_assert_true (postino_destinations_table_put_domain (db, "shop.example", "yahoo", 50, &error));
  g_assert_true (postino_destinations_table_put_domain (db, "shop.example", "gmail", 70, &error));
  g_assert_null (find (db, "shop.example", 71)); /* too old */
  known = find (db, "shop.example", 70);
  g_assert_cmpstr (known, ==, "gmail");
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/destinations-table/limits-and-lessons", test_limits_and_lessons);
  g_test_add_func ("/destinations-table/domains", test_domains);
  return g_test_run ();
}
