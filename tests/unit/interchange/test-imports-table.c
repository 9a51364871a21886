/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "interchange/imports-table.h"

static gint64
make (PostinoDb *db,
      gint64     finished_us)
{
  g_autoptr (GError) error = NULL;
  gint64 id = 0;

  postino_imports_table_make (db, "x.csv", "add", "{}", 1, &id, &error);
  for (gint64 contact = 1; contact <= 3; contact++)
    postino_imports_table_journal (db, id, contact, contact == 2 ? "{}" : NULL, &error);
  if (finished_us != 0)
    postino_imports_table_finish (db, id, "done", "{\"rows\":3}", finished_us, &error);
  g_assert_no_error (error);
  return id;
}

static void
test_life (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoImportRow) row = NULL;
  g_autoptr (PostinoImportRow) none = NULL;
  g_autoptr (GPtrArray) journal = NULL;
  g_autoptr (GPtrArray) applying = NULL;
  gint64 id = make (db, 0);

  applying = postino_imports_table_list (db, "applying", 10, &error);
  g_assert_cmpuint (applying->len, ==, 1);
  g_assert_true (postino_imports_table_journal (db, id, 1, "{\"later\":1}", &error)); /* the first note stands */
  g_assert_true (postino_imports_table_drop_journal (db, id, 3, &error));
  journal = postino_imports_table_read_journal (db, id, 10, &error);
  g_assert_cmpuint (journal->len, ==, 2);
  g_assert_null (((PostinoImportUndo *) journal->pdata[0])->before);
  g_assert_cmpstr (((PostinoImportUndo *) journal->pdata[1])->before, ==, "{}");
  g_assert_true (postino_imports_table_finish (db, id, "done", "{}", 9, &error));
  g_assert_true (postino_imports_table_finish (db, id, "undone", NULL, 10, &error));
  g_assert_true (postino_imports_table_get (db, id, &row, &error));
  g_assert_cmpstr (row->state, ==, "undone");
  g_assert_cmpstr (row->outcome, ==, "{}");
  g_assert_cmpint (row->finished_us, ==, 10);
  g_assert_true (postino_imports_table_get (db, 77, &none, &error));
  g_assert_null (none);
  remove_scratch_folder (folder);
}

static void
test_prune (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;
  gint64 left = 0;
  guint n = 0;

  make (db, 100);
  make (db, 200);
  make (db, 0);
  g_assert_true (postino_imports_table_prune (db, 200, 2, &n, &error));
  g_assert_cmpuint (n, ==, 2);
  g_assert_true (postino_imports_table_prune (db, 200, 2, &n, &error));
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (postino_imports_table_prune (db, 200, 2, &n, &error));
  g_assert_cmpuint (n, ==, 0);
  g_assert_true (postino_db_get_number (db, 0, &left, &error, "SELECT count(*) FROM import_undo", ""));
  g_assert_cmpint (left, ==, 6);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imports-table/life", test_life);
  g_test_add_func ("/imports-table/prune", test_prune);
  return g_test_run ();
}
