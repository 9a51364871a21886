/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contacts/contacts-query.h"

#include "scratch-db.h"

#include "base/error.h"
#include "contacts/contact.h"
#include "contacts/contacts-index-table.h"
#include "contacts/fields-table.h"
#include "contacts/search-table.h"

/* Sixty thousand contacts, enough for every way of the plan: all have "example" in the address, two of
 * three "Mario", one of 1 000 "Zoe"; list 1 has all, list 2 one of 500. */
#define CONTACTS_SQL                                                                             \
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) "            \
  "INSERT INTO contact (id, key, address, first_name, city, created_us, modified_us, deleted_us) " \
  "SELECT i, 'p' || i || '@example.org', 'p' || i || '@example.org', "                           \
  "CASE WHEN i % 1000 = 0 THEN 'Zoe' WHEN i % 3 <> 0 THEN 'Mario' END, "                         \
  "'City ' || (i * 31 % 25), 1, 1, CASE WHEN i % 7919 = 0 THEN 5 END FROM n; "                   \
  "INSERT INTO list VALUES (1, 'All', NULL, 1, NULL), (2, 'Few', NULL, 1, NULL); "               \
  "INSERT INTO list_member SELECT 1, id, 1 FROM contact; "                                       \
  "INSERT INTO list_member SELECT 2, id, 1 FROM contact WHERE id % 500 = 0; "                    \
  "INSERT INTO contact_search (rowid, words) SELECT id, '  ' || address || '  ' || "             \
  "ifnull (lower (first_name), '') FROM contact WHERE deleted_us IS NULL; DELETE FROM search_pending;"

#define ORDER "ORDER BY ifnull (city, '') COLLATE NOCASE, id"

static const struct {
  const char *name;
  PostinoContactQuery query;
  const char *same_as; /* what must be found, told in a way that needs no plan */
} cases[] = {
  { "all", { .limit = 50 }, "1 ORDER BY id" },
  { "descending", { .descending = TRUE }, "1 ORDER BY id DESC" },
  { "list", { .list = 2 }, "id % 500 = 0 ORDER BY id" },
  { "rare", { .search = "zoe" }, "first_name = 'Zoe' ORDER BY id" },
  { "short", { .search = "z" }, "first_name = 'Zoe' ORDER BY id" },
  { "rare-in-list", { .search = "zoe", .list = 2 }, "first_name = 'Zoe' ORDER BY id" },
  { "sorted", { .sort = "city" }, "1 " ORDER },
  { "sorted-rare", { .sort = "city", .search = "zo" }, "first_name = 'Zoe' " ORDER },
  { "sorted-some", { .sort = "city", .search = "mario" }, "first_name = 'Mario' " ORDER },
  { "sorted-most", { .sort = "city", .search = "example" }, "1 " ORDER },
  { "sorted-few-of-list", { .sort = "city", .list = 2 }, "id % 500 = 0 " ORDER },
  { "sorted-most-of-list", { .sort = "city", .list = 1, .search = "mario" }, "first_name = 'Mario' " ORDER },
};

enum { PAGE = 64 };

static PostinoDb *
open_db (char **folder)
{
  g_autoptr (GError) error = NULL;
  PostinoDb *db = open_scratch_db (folder);

  g_assert_true (postino_db_begin (db, &error));
  postino_db_exec (db, CONTACTS_SQL, &error);
  g_assert_no_error (error);
  g_assert_true (postino_db_commit (db, &error));
  return db;
}

static void
assert_pages (PostinoDb           *db,
              PostinoContactQuery  query,
              const GArray        *expected)
{
  guint n_pages = MIN (expected->len / PAGE, 3);

  query.limit = PAGE;
  for (guint page = 0; page < n_pages; page++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) rows = postino_contacts_query_page (db, &query, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (rows->len, ==, PAGE);
      for (guint i = 0; i < PAGE; i++)
        g_assert_cmpint (((PostinoContact *) rows->pdata[i])->id, ==,
                         g_array_index (expected, gint64, page * PAGE + i));
      query.after = g_array_index (expected, gint64, page * PAGE + PAGE - 1);
    }
}

static void
check_all (PostinoDb *db)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *sql = g_strdup_printf ("SELECT id FROM contact WHERE deleted_us IS NULL AND %s",
                                              cases[i].same_as);
      g_autoptr (GArray) expected = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_autoptr (GArray) ids = postino_contacts_query_list_ids (db, &cases[i].query, &error);
      gint64 n = 0;

      g_assert_no_error (error);
      g_test_message ("%s", cases[i].name);
      postino_stmt_finish_ids (postino_db_query (db, &error, sql, ""), expected, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (ids->data, ids->len * sizeof (gint64), expected->data,
                       expected->len * sizeof (gint64));
      g_assert_true (postino_contacts_query_count (db, &cases[i].query, &n, &error));
      g_assert_cmpint (n, ==, expected->len);
      assert_pages (db, cases[i].query, expected);
    }
}

/* The same with and without the index that the order has, or has not yet. */
static void
test_ways (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_db (&folder);
  g_autoptr (GError) error = NULL;
  gboolean missing = FALSE;

  check_all (db);
  g_assert_true (postino_contacts_index_table_is_missing (db, "city", &missing, &error));
  g_assert_true (missing);
  g_assert_true (postino_contacts_index_table_make (db, "city", &error));
  g_assert_true (postino_contacts_index_table_is_missing (db, "city", &missing, &error));
  g_assert_false (missing);
  check_all (db);
  remove_scratch_folder (folder);
}

/* The order must be the index's, word for word, or SQLite sorts. */
static void
test_index_is_used (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_db (&folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoField) field = postino_fields_table_make (db, "points", "Points", POSTINO_FIELD_NUMBER, 1, &error);
  static const char *const sorts[] = { "email", "last_name", "points" };

  for (gsize i = 0; i < G_N_ELEMENTS (sorts); i++)
    {
      g_autofree char *order = NULL;
      g_autofree char *sql = NULL;
      PostinoStmt *stmt;

      g_assert_true (postino_contacts_index_table_find_order (db, sorts[i], &order, &error));
      g_assert_true (postino_contacts_index_table_make (db, sorts[i], &error));
      sql = g_strdup_printf ("EXPLAIN QUERY PLAN SELECT id FROM contact WHERE deleted_us IS NULL "
                             "ORDER BY %s DESC, id DESC", order);
      stmt = postino_db_query (db, &error, sql, "");
      while (postino_stmt_next (stmt))
        g_assert_null (strstr (postino_stmt_get_text (stmt, 3), "TEMP B-TREE"));
      g_assert_true (postino_stmt_finish (stmt, &error));
    }
  g_assert_true (postino_fields_table_remove (db, "points", &error)); /* its index goes with it */
  g_assert_no_error (error);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contacts-query/ways", test_ways);
  g_test_add_func ("/contacts-query/index-is-used", test_index_is_used);
  return g_test_run ();
}
