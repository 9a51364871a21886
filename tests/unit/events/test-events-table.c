/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "events/events-table.h"
#include "events/rollup-table.h"

#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

/* campaign 1: two people and one anonymous click on two links, over two hours; one harvested twice. */
static const PostinoEvent facts[] = {
  { .at_us = 10, .type = POSTINO_EVENT_ACCEPTED, .campaign = 1, .ledger = 1, .link = -1 },
  { .at_us = 10, .type = POSTINO_EVENT_ACCEPTED, .campaign = 1, .ledger = 2, .link = -1 },
  { .at_us = 20, .type = POSTINO_EVENT_CLICKED, .campaign = 1, .ledger = 1, .link = 0, .kind = "human", .source = "local", .source_id = 1 },
  { .at_us = 21, .type = POSTINO_EVENT_CLICKED, .campaign = 1, .ledger = 1, .link = 0, .kind = "human", .source = "local", .source_id = 2 },
  { .at_us = 22, .type = POSTINO_EVENT_CLICKED, .campaign = 1, .ledger = 1, .link = 1, .kind = "human", .source = "local", .source_id = 3 },
  { .at_us = HOUR_US + 1, .type = POSTINO_EVENT_CLICKED, .campaign = 1, .ledger = 2, .link = 1, .kind = "human", .source = "local", .source_id = 4 },
  { .at_us = HOUR_US + 2, .type = POSTINO_EVENT_CLICKED, .campaign = 1, .ledger = 0, .link = 1, .kind = "human", .source = "local", .source_id = 5 },
  { .at_us = HOUR_US + 2, .type = POSTINO_EVENT_CLICKED, .campaign = 1, .ledger = 0, .link = 1, .kind = "human", .source = "local", .source_id = 5 },
};

static void
assert_sum (PostinoDb  *db,
            const char *column,
            const char *type,
            int         link,
            gint64      expected)
{
  g_autofree char *sql = g_strdup_printf ("SELECT sum(%s) FROM rollup WHERE campaign = 1 AND type = ?1 AND link = ?2", column);
  g_autoptr (GError) error = NULL;
  gint64 sum = -1;

  g_assert_true (postino_db_get_number (db, 0, &sum, &error, sql, "si", type, link));
  g_assert_cmpint (sum, ==, expected);
}

static void
assert_sums (PostinoDb *db)
{
  assert_sum (db, "n", "accepted", -1, 2);
  assert_sum (db, "n", "clicked", -1, 5);
  assert_sum (db, "people", "clicked", -1, 2);
  assert_sum (db, "n", "clicked", 0, 2);
  assert_sum (db, "people", "clicked", 0, 1);
  assert_sum (db, "n", "clicked", 1, 3);
  assert_sum (db, "people", "clicked", 1, 2);
}

static void
test_rollup (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      gboolean added = FALSE;

      g_assert_true (postino_events_table_append (db, &facts[i], &added, &error));
      g_assert_no_error (error);
      g_assert_cmpint (added, ==, i + 1 < G_N_ELEMENTS (facts));
    }
  assert_sums (db);
  g_assert_true (postino_rollup_table_rebuild (db, &error));
  g_assert_no_error (error);
  assert_sums (db);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/events-table/rollup", test_rollup);
  return g_test_run ();
}
