/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contacts/bulk-edit.h"

#include "scratch-db.h"

#include "contacts/tags-table.h"
#include "store/store.h"

/* Ten thousand contacts; every third is in list 1 since its own time, every fifth has tag 1, every
 * seventh was deleted long ago. */
#define CONTACTS_SQL                                                                               \
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) "              \
  "INSERT INTO contact (id, key, address, created_us, modified_us, deleted_us) SELECT i, "         \
  "'p' || i || '@example.org', 'p' || i || '@example.org', 1, 1, CASE WHEN i % 7 = 0 THEN 5 END "  \
  "FROM n; INSERT INTO list VALUES (1, 'News', NULL, 1, NULL); INSERT INTO tag VALUES (1, 'vip');" \
  "INSERT INTO list_member SELECT 1, id, id FROM contact WHERE id % 3 = 0;"                        \
  "INSERT INTO contact_tag SELECT 1, id FROM contact WHERE id % 5 = 0;"

enum { N_CONTACTS = 10000 };

static const struct {
  const char *name;
  PostinoBulkVerb verb;
  const char *count; /* what it changes */
  guint before;
  guint after;
} cases[] = {
  { "add-to-list", POSTINO_BULK_ADD_TO_LIST, "SELECT count(*) FROM list_member", 3333, 10000 },
  { "remove-from-list", POSTINO_BULK_REMOVE_FROM_LIST, "SELECT count(*) FROM list_member", 3333, 0 },
  { "add-tag", POSTINO_BULK_ADD_TAG, "SELECT count(*) FROM contact_tag", 2000, 10000 },
  { "remove-tag", POSTINO_BULK_REMOVE_TAG, "SELECT count(*) FROM contact_tag", 2000, 0 },
  { "delete", POSTINO_BULK_DELETE, "SELECT count(*) FROM contact WHERE deleted_us IS NOT NULL", 1428,
    10000 },
};

/* Everything a change might touch, in one number. */
#define FINGERPRINT                                                                            \
  "SELECT (SELECT sum (contact * added_us % 1000003) FROM list_member) * 31 + "                \
  "(SELECT sum (contact) FROM contact_tag) * 37 + (SELECT sum (id) FROM contact WHERE "        \
  "deleted_us = 5) + (SELECT count(*) FROM contact WHERE deleted_us IS NOT NULL)"

typedef struct {
  const char *sql;
  gint64 number;
} Question;

static gboolean
ask (PostinoDb *db,
     gpointer   data,
     GError   **error)
{
  Question *question = data;

  return postino_db_get_number (db, 0, &question->number, error, question->sql, "");
}

static gint64
read_number (PostinoStore *store,
             const char   *sql)
{
  g_autoptr (GError) error = NULL;
  Question question = { sql, 0 };

  postino_store_read (store, ask, &question, &error);
  g_assert_no_error (error);
  return question.number;
}

static PostinoStore *
open_store (char **folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (folder);
  g_autofree char *path = g_build_filename (*folder, "workspace.db", NULL);

  g_assert_true (postino_db_begin (db, &error));
  postino_db_exec (db, CONTACTS_SQL, &error);
  g_assert_no_error (error);
  g_assert_true (postino_db_commit (db, &error));
  return postino_store_new (path, &error);
}

static PostinoBulkEdit *
edit_all (PostinoBulkVerb verb)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gint64 id = 1; id <= N_CONTACTS; id++)
    g_array_append_val (ids, id);
  return postino_bulk_edit_new (verb, verb == POSTINO_BULK_DELETE ? 0 : 1, ids);
}

static void
test_run_and_undo (gconstpointer data)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoStore) store = open_store (&folder);
  gint64 fingerprint = read_number (store, FINGERPRINT);
  g_autoptr (GError) error = NULL;
  const guint i = GPOINTER_TO_UINT (data);
  g_autoptr (PostinoBulkEdit) edit = edit_all (cases[i].verb);

  g_assert_cmpint (read_number (store, cases[i].count), ==, cases[i].before);
  postino_bulk_edit_run (edit, store, 100, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (read_number (store, cases[i].count), ==, cases[i].after);
  g_assert_cmpuint (postino_bulk_edit_get_n_changed (edit), ==,
                    ABS ((int) cases[i].after - (int) cases[i].before));
  g_assert_cmpuint (postino_bulk_edit_get_n_done (edit), ==, N_CONTACTS);

  postino_bulk_edit_undo (edit, store, 200, &error);
  g_assert_no_error (error);
  g_assert_cmpint (read_number (store, FINGERPRINT), ==, fingerprint);
  g_clear_object (&store);
  remove_scratch_folder (folder);
}

static void
test_cancelled (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoStore) store = open_store (&folder);
  gint64 fingerprint = read_number (store, FINGERPRINT);
  g_autoptr (PostinoBulkEdit) edit = edit_all (POSTINO_BULK_DELETE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (postino_bulk_edit_run (edit, store, 100, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (read_number (store, FINGERPRINT), ==, fingerprint);
  g_clear_object (&store);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/bulk-edit/", cases[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_run_and_undo);
    }
  g_test_add_func ("/bulk-edit/cancelled", test_cancelled);
  return g_test_run ();
}
