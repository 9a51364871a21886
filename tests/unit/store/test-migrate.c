/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "base/error.h"

static void
test_newest (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (postino_migrate_count_missing (db, postino_workspace_get_schema (), &error), ==, 0);
  g_assert_true (postino_migrate (db, postino_workspace_get_schema (), &error));
  remove_scratch_folder (folder);
}

static void
test_newer_and_foreign (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;

  g_assert_true (postino_db_exec (db, "PRAGMA user_version=999", &error));
  g_assert_false (postino_migrate (db, postino_workspace_get_schema (), &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NEWER);
  g_clear_error (&error);

  g_assert_true (postino_db_exec (db, "PRAGMA user_version=0; PRAGMA application_id=7", &error));
  g_assert_false (postino_migrate (db, postino_workspace_get_schema (), &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/migrate/newest", test_newest);
  g_test_add_func ("/migrate/newer-and-foreign", test_newer_and_foreign);
  return g_test_run ();
}
