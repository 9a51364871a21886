/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "interchange/reject-file.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

static const char *const headings[] = { "email", "name" };

static PostinoRowReader
make_reader (char delimiter)
{
  PostinoRowReader reader = { .delimiter = delimiter, .header = g_ptr_array_new () };

  for (gsize i = 0; i < G_N_ELEMENTS (headings); i++)
    g_ptr_array_add (reader.header, (gpointer) headings[i]);
  return reader;
}

/* A reader with @delimiter, and what is written in @style. */
static void
check_rows (char                   delimiter,
            PostinoRejectFileStyle style,
            const char            *expected)
{
  g_autofree char *folder = g_dir_make_tmp ("postino-reject-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "rejected.csv", NULL);
  g_autoptr (PostinoRejectFile) file = postino_reject_file_new (path, style);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  static const char *const cells[] = { "=1+1", "a, b" };
  PostinoRowReader reader = make_reader (delimiter);
  const PostinoRow row = { 7, cells, G_N_ELEMENTS (cells), NULL };
  GStatBuf info;

  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (postino_reject_file_add (file, &reader, &row, "no address", &error));
  g_assert_true (postino_reject_file_close (file, &error));
  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 077, ==, 0);
  g_ptr_array_unref (reader.header);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_rows (void)
{
  const char *plain = "row,reason,email,name\r\n7,no address,\"'=1+1\",\"a, b\"\r\n";

  check_rows (';', POSTINO_REJECT_FILE_PLAIN, plain);
  check_rows (';', POSTINO_REJECT_FILE_SPREADSHEET,
              "\xef\xbb\xbfrow;reason;email;name\r\n7;no address;\"'=1+1\";\"a, b\"\r\n");
  check_rows ('\0', POSTINO_REJECT_FILE_SPREADSHEET,
              "\xef\xbb\xbfrow,reason,email,name\r\n7,no address,\"'=1+1\",\"a, b\"\r\n");
}

/* Nothing to write, nowhere to write, and nothing at all until it is closed. */
static void
test_no_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("postino-reject-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "rejected.csv", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "none", "rejected.csv", NULL);
  g_autoptr (PostinoRejectFile) unused = postino_reject_file_new (path, POSTINO_REJECT_FILE_PLAIN);
  g_autoptr (PostinoRejectFile) nameless = postino_reject_file_new (NULL, POSTINO_REJECT_FILE_PLAIN);
  g_autoptr (PostinoRejectFile) lost = postino_reject_file_new (nowhere, POSTINO_REJECT_FILE_PLAIN);
  g_autoptr (GError) error = NULL;
  static const char *const cells[] = { "x", "y" };
  PostinoRowReader reader = make_reader (',');
  const PostinoRow row = { 2, cells, G_N_ELEMENTS (cells), NULL };

  g_assert_true (postino_reject_file_close (unused, &error));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (postino_reject_file_add (nameless, &reader, &row, "no", &error));
  g_assert_true (postino_reject_file_close (nameless, &error));
  g_assert_true (postino_reject_file_add (lost, &reader, &row, "no", &error));
  g_assert_false (postino_reject_file_close (lost, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_ptr_array_unref (reader.header);
  g_rmdir (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reject-file/rows", test_rows);
  g_test_add_func ("/reject-file/no-file", test_no_file);
  return g_test_run ();
}
