/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "base/error.h"
#include "base/paths.h"

static void
test_write_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("postino-paths-XXXXXX", NULL);
  g_autofree char *deep = g_build_filename (folder, "a", "b", NULL);
  g_autofree char *path = g_build_filename (deep, "secret", NULL);
  g_autofree char *content = NULL;
  GStatBuf info;

  g_assert_false (postino_paths_write_file (path, "x", 1, 0600, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED);
  g_clear_error (&error);

  g_assert_true (postino_paths_make_folder (deep, &error));
  g_assert_true (postino_paths_write_file (path, "one", 3, 0600, &error));
  g_assert_true (postino_paths_write_file (path, "two!", 4, 0600, &error));
  g_assert_true (g_file_get_contents (path, &content, NULL, &error));
  g_assert_cmpstr (content, ==, "two!");
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (deep, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0700);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
test_resource (void)
{
  g_autoptr (GBytes) schema = postino_paths_load_resource ("schema/0001-start.sql");

  g_assert_cmpuint (g_bytes_get_size (schema), >, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paths/write-file", test_write_file);
  g_test_add_func ("/paths/resource", test_resource);
  return g_test_run ();
}
