/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "interchange/suppression-export.h"

#include "scratch-workspace.h"

#include "interchange/private-file.h"
#include "interchange/suppression-import.h"

/* More than a page; one is lifted, one is a domain, notes hold what CSV must quote. */
#define SUPPRESSIONS                                                                                               \
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) "                               \
  "INSERT INTO suppression (key, reason, note, source, at_us, lifted_us) SELECT "                                  \
  "CASE WHEN i = 7 THEN '@example.net' ELSE 'p' || i || '@example.org' END, "                                      \
  "CASE i % 3 WHEN 0 THEN 'complaint' WHEN 1 THEN 'unsubscribed' ELSE 'manual' END, "                              \
  "CASE WHEN i % 3 = 2 THEN 'by \"letter\", ' || i END, 'cli', i * 1000000, CASE WHEN i = 9 THEN 5 END FROM n;"

#define SHAPE                                                                                                      \
  "SELECT sum (length (key) * 31 + length (reason) * 7 + ifnull (length (note), 0)) FROM suppression "             \
  "WHERE lifted_us IS NULL"

static void
test_round_trip (void)
{
  g_autofree char *folder = NULL;
  g_autofree char *other_folder = NULL;
  PostinoWorkspace *workspace = open_scratch_workspace (&folder);
  PostinoWorkspace *other = open_scratch_workspace (&other_folder);
  g_autofree char *path = g_build_filename (folder, "out.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GOutputStream) stream = postino_private_file_replace (file, &error);
  const PostinoSuppressionImportOptions options = { .path = path, .reason = "manual", .source = "import", .how = "import" };
  PostinoSuppressionImport done;
  g_autofree char *text = NULL;
  GStatBuf info;
  gint64 n = 0;

  run_sql (workspace, SUPPRESSIONS);
  g_assert_no_error (error);
  g_assert_true (postino_suppression_export (postino_workspace_get_store (workspace), stream, &n, NULL, &error));
  g_assert_cmpint (n, ==, 2499);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 077, ==, 0);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "email,reason,note,source,at\r\np2500@example.org,unsubscribed,,cli,"));
  g_assert_nonnull (strstr (text, "\r\n\"'@example.net\","));
  g_assert_null (strstr (text, "\r\np9@"));

  g_assert_true (postino_suppression_import (postino_workspace_get_store (other), &options, &done, NULL, &error));
  g_assert_cmpint (done.n_added, ==, 2499);
  g_assert_cmpint (get_number (other, SHAPE), ==, get_number (workspace, SHAPE));
  g_object_unref (other);
  g_object_unref (workspace);
  remove_scratch_folder (folder);
  remove_scratch_folder (other_folder);
}

/* A file that was there stays as it was. */
static void
test_cancelled (void)
{
  g_autofree char *folder = NULL;
  PostinoWorkspace *workspace = open_scratch_workspace (&folder);
  g_autofree char *path = g_build_filename (folder, "out.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  GOutputStream *stream;
  gint64 n = 0;

  g_assert_true (g_file_set_contents (path, "before", -1, NULL));
  stream = postino_private_file_replace (file, &error);
  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  g_assert_false (postino_suppression_export (postino_workspace_get_store (workspace), stream, &n, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_object_unref (stream);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "before");
  g_object_unref (workspace);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/suppression-export/round-trip", test_round_trip);
  g_test_add_func ("/suppression-export/cancelled", test_cancelled);
  return g_test_run ();
}
