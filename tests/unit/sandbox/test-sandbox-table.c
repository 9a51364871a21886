/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "base/error.h"
#include "sandbox/sandbox-table.h"

enum { N_MESSAGES = 25, PAGE = 10 };

static PostinoDb *
open_db (char **folder)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  PostinoDb *db;

  *folder = g_dir_make_tmp ("postino-test-XXXXXX", &error);
  path = g_build_filename (*folder, "sandbox.db", NULL);
  db = postino_db_open (path, POSTINO_DB_READ_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (postino_migrate (db, postino_sandbox_get_schema (), &error));
  for (int i = 1; i <= N_MESSAGES; i++)
    {
      g_autoptr (GBytes) raw = g_bytes_new ("a\0b", 3);

      g_assert_true (postino_sandbox_table_insert (db, i, "", "r@x.it", i % 2 == 0 ? "s" : NULL, raw, &error));
    }
  return db;
}

/* Newest first, page by page, each once. */
static void
test_pages (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_db (&folder);
  gint64 before = 0;

  for (int i = N_MESSAGES; i > 0;)
    {
      g_autoptr (GPtrArray) page = postino_sandbox_table_list (db, before, PAGE, NULL);

      g_assert_cmpuint (page->len, ==, MIN (i, PAGE));
      for (guint j = 0; j < page->len; j++, i--)
        {
          const PostinoSandboxMessage *message = page->pdata[j];

          g_assert_cmpint (message->at_us, ==, i);
          g_assert_cmpstr (message->sender, ==, "");
          g_assert_cmpstr (message->subject, ==, i % 2 == 0 ? "s" : NULL);
          g_assert_cmpint (message->size, ==, 3);
          before = message->id;
        }
    }
  remove_scratch_folder (folder);
}

static void
test_get (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_db (&folder);
  g_autoptr (GBytes) raw = postino_sandbox_table_get (db, 1, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpmem (g_bytes_get_data (raw, NULL), g_bytes_get_size (raw), "a\0b", 3);
  g_assert_null (postino_sandbox_table_get (db, N_MESSAGES + 1, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  remove_scratch_folder (folder);
}

static void
test_clear (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_db (&folder);
  g_autoptr (GPtrArray) left = NULL;
  gint64 n = 0;

  g_assert_true (postino_sandbox_table_clear (db, &n, NULL));
  g_assert_cmpint (n, ==, N_MESSAGES);
  g_assert_true (postino_sandbox_table_clear (db, &n, NULL));
  g_assert_cmpint (n, ==, 0);
  left = postino_sandbox_table_list (db, 0, PAGE, NULL);
  g_assert_cmpuint (left->len, ==, 0);
  remove_scratch_folder (folder);
}

/* From the oldest on, and no further than asked. */
static void
test_clear_some (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_db (&folder);
  g_autoptr (GArray) left = NULL;
  gint64 n = 0;

  for (int i = 0; i < 2; i++)
    {
      g_assert_true (postino_sandbox_table_clear_some (db, N_MESSAGES - 5, PAGE, &n, NULL));
      g_assert_cmpint (n, ==, PAGE);
    }
  g_assert_true (postino_sandbox_table_clear_some (db, N_MESSAGES - 5, PAGE, &n, NULL));
  g_assert_cmpint (n, ==, 0);
  left = postino_sandbox_table_list_ids (db, NULL, 0, NULL);
  g_assert_cmpuint (left->len, ==, 5);
  g_assert_cmpint (g_array_index (left, gint64, 0), ==, N_MESSAGES);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox-table/pages", test_pages);
  g_test_add_func ("/sandbox-table/get", test_get);
  g_test_add_func ("/sandbox-table/clear", test_clear);
  g_test_add_func ("/sandbox-table/clear-some", test_clear_some);
  return g_test_run ();
}
