/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sandbox-list.h"

#include "model/model-fixture.h"

#include "model/sandbox-item.h"
#include "sandbox/sandbox-table.h"
#include "sandbox/sandbox.h"

#define MESSAGES_SQL                                                                                 \
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) "                  \
  "INSERT INTO message (id, at_us, sender, recipient, subject, size, raw) SELECT i, i, 's@x.it', "   \
  "'p' || i || '_x@example.org', CASE WHEN i % 100 = 0 THEN 'Sconto 20%' END, 1, x'00' FROM n;"

static const struct {
  const char *search;
  guint n;
  gint64 first;
} cases[] = {
  { NULL, 300, 300 },
  { "P12", 11, 129 },
  { "sconto", 3, 300 },
  { "20%", 3, 300 },
  { "1%x", 0, 0 },
  { "_x@", 300, 300 },
  { "", 300, 300 },
};

static void
open_sandbox (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("postino-test-XXXXXX", NULL);
  fixture->store = postino_sandbox_open_store (fixture->folder, &error);
  g_assert_no_error (error);
  write_sql (fixture, MESSAGES_SQL);
}

static void
test_find (void)
{
  Fixture fixture;
  PostinoSandboxList *list;

  open_sandbox (&fixture);
  list = postino_sandbox_list_new (fixture.store);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      postino_sandbox_list_set_search (list, cases[i].search);
      wait_until (!postino_sandbox_list_is_loading (list));
      g_test_message ("case %zu", i);
      g_assert_null (postino_sandbox_list_get_failure (list));
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, cases[i].n);
      g_assert_cmpint (postino_sandbox_list_get_id (list, 0), ==, cases[i].first);
    }
  g_object_unref (list);
  close_fixture (&fixture);
}

static gboolean
receive (PostinoDb *db,
         gpointer   data,
         GError   **error)
{
  g_autoptr (GBytes) raw = g_bytes_new ("x", 1);

  return postino_sandbox_table_insert (db, 1000, "s@x.it", "new@example.org", "s", raw, error);
}

static gboolean
clear (PostinoDb *db,
       gpointer   data,
       GError   **error)
{
  gint64 n;

  return postino_sandbox_table_clear (db, &n, error);
}

static void
write_by (Fixture         *fixture,
          PostinoStoreFunc func)
{
  g_autoptr (GError) error = NULL;

  postino_store_write (fixture->store, POSTINO_STORE_NORMAL, func, NULL, &error);
  g_assert_no_error (error);
}

static void
count_cb (guint *n)
{
  ++*n;
}

/* What arrives is seen; after a clearing a number is given anew, and the row held says so. */
static void
test_follows (void)
{
  Fixture fixture;
  PostinoSandboxList *list;
  g_autoptr (PostinoSandboxItem) item = NULL;
  guint n_changed = 0;

  open_sandbox (&fixture);
  list = postino_sandbox_list_new (fixture.store);
  wait_until (!postino_sandbox_list_is_loading (list));
  write_by (&fixture, receive);
  postino_sandbox_list_look (list);
  wait_until (g_list_model_get_n_items (G_LIST_MODEL (list)) == 301);
  item = g_list_model_get_item (G_LIST_MODEL (list), 300);
  wait_until (postino_sandbox_item_get (item) != NULL);
  g_assert_cmpint (postino_sandbox_item_get (item)->at_us, ==, 1);
  g_signal_connect_swapped (item, "changed", G_CALLBACK (count_cb), &n_changed);
  write_by (&fixture, clear);
  write_by (&fixture, receive);
  postino_sandbox_list_look (list);
  wait_until (n_changed == 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  g_assert_cmpstr (postino_sandbox_item_get (item)->recipient, ==, "new@example.org");
  g_object_unref (list);
  close_fixture (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox-list/find", test_find);
  g_test_add_func ("/sandbox-list/follows", test_follows);
  return g_test_run ();
}
