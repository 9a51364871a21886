/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "interchange/private-file.h"

#include <glib/gstdio.h>

static void
test_replace (gconstpointer data)
{
  gboolean discard = GPOINTER_TO_INT (data);
  g_autofree char *folder = g_dir_make_tmp ("postino-private-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "file", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  GOutputStream *stream;
  GStatBuf info;

  g_assert_true (g_file_set_contents (path, "before", -1, NULL));
  stream = postino_private_file_replace (file, &error);
  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (stream, "after", 5, NULL, NULL, NULL));
  if (discard)
    postino_private_file_discard (stream);
  else
    g_assert_true (g_output_stream_close (stream, NULL, NULL));
  g_object_unref (stream);

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, discard ? "before" : "after");
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_true (discard || (info.st_mode & 077) == 0);
  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0); /* nothing else is left in it */
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/private-file/close", GINT_TO_POINTER (FALSE), test_replace);
  g_test_add_data_func ("/private-file/discard", GINT_TO_POINTER (TRUE), test_replace);
  return g_test_run ();
}
