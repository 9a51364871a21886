/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "base/error.h"
#include "store/change.h"

static void
test_round_trip (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) blob = g_bytes_new_static ("a\0b", 3);
  g_autoptr (GBytes) back = NULL;
  PostinoStmt *stmt;
  gint64 n = 0;

  g_assert_true (postino_db_exec (db, "CREATE TABLE t (i, l, f, s, z, b)", &error));
  g_assert_true (postino_db_run (db, &error, "INSERT INTO t VALUES (?1,?2,?3,?4,?5,?6)", "ilfssb", -1,
                                 G_MAXINT64, 1.5, "è", NULL, blob));
  g_assert_cmpint (postino_db_get_changes (db), ==, 1);

  stmt = postino_db_query (db, &error, "SELECT * FROM t", "");
  g_assert_true (postino_stmt_next (stmt));
  g_assert_cmpint (postino_stmt_get_int (stmt, 0), ==, -1);
  g_assert_cmpint (postino_stmt_get_int (stmt, 1), ==, G_MAXINT64);
  g_assert_cmpfloat (postino_stmt_get_double (stmt, 2), ==, 1.5);
  g_assert_cmpstr (postino_stmt_get_text (stmt, 3), ==, "è");
  g_assert_true (postino_stmt_is_null (stmt, 4));
  back = postino_stmt_dup_bytes (stmt, 5);
  g_assert_true (g_bytes_equal (back, blob));

  /* The same query inside itself gets a statement of its own. */
  g_assert_true (postino_db_get_number (db, 0, &n, &error, "SELECT count(*) FROM t", ""));
  g_assert_cmpint (n, ==, 1);
  g_assert_false (postino_stmt_next (stmt));
  g_assert_true (postino_stmt_finish (stmt, &error));

  g_assert_false (postino_db_run (db, &error, "INSERT INTO nowhere VALUES (1)", ""));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED);
  remove_scratch_folder (folder);
}

static void
test_rollback (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;

  g_assert_true (postino_db_begin (db, &error));
  g_assert_true (postino_change_bump (db, POSTINO_TOPIC_CONTACTS, &error));
  g_assert_cmpint (postino_change_read (db, POSTINO_TOPIC_CONTACTS, &error), ==, 1);
  postino_db_rollback (db);
  g_assert_cmpint (postino_change_read (db, POSTINO_TOPIC_CONTACTS, &error), ==, 0);
  g_assert_false (postino_db_is_in_transaction (db));
  remove_scratch_folder (folder);
}

static void
test_damaged (void)
{
  g_autofree char *folder = g_dir_make_tmp ("postino-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "workspace.db", NULL);
  g_autofree char *noise = g_strnfill (8192, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, noise, 8192, NULL));
  g_assert_null (postino_db_open (path, POSTINO_DB_READ_WRITE, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, path));
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/db/round-trip", test_round_trip);
  g_test_add_func ("/db/rollback", test_rollback);
  g_test_add_func ("/db/damaged", test_damaged);
  return g_test_run ();
}
