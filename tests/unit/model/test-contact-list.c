/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/contact-list.h"

#include "model/model-fixture.h"

#include "contacts/fields-table.h"
#include "contacts/search-table.h"
#include "model/contact-item.h"
#include "model/paged-ids.h"

enum {
  N_CONTACTS = 50000,
  N_LIST = 700,
  N_DELETED = 5,
};

/* Two thousand contacts a city, names and a number that do not go by the id; the last ones are deleted. */
#define CONTACTS_SQL                                                                                                   \
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) "                                  \
  "INSERT INTO contact (id, key, address, first_name, last_name, city, created_us, modified_us, deleted_us) "          \
  "SELECT i, 'p' || i || '@example.org', 'p' || i || '@example.org', 'Name' || (i * 7919 % 50000), "                   \
  "CASE WHEN i % 10 = 0 THEN NULL ELSE 'Last' || (i % 97) END, 'City ' || (i * 31 % 25), 1, 1, "                       \
  "CASE WHEN i > 49995 THEN 1 END FROM n; "                                                                            \
  "INSERT INTO list VALUES (1, 'News', NULL, 1, NULL); "                                                               \
  "INSERT INTO list_member SELECT 1, id * 7, 1 FROM contact WHERE id <= 700; "

static void
add_points (PostinoDb *db)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoField) field = postino_fields_table_make (db, "points", "Points", POSTINO_FIELD_NUMBER, 1, &error);
  g_autofree char *sql = NULL;

  g_assert_no_error (error);
  sql = g_strdup_printf ("UPDATE contact SET %s = id * 7919 %% 1000 WHERE id %% 3 <> 0", field->column);
  postino_db_exec (db, sql, &error);
  g_assert_no_error (error);
}

/* Most of the time a test takes, so only for those that search. */
static void
add_index (PostinoDb *db)
{
  g_autoptr (GError) error = NULL;
  guint n_done;

  do
    g_assert_true (postino_search_table_catch_up (db, 10000, &n_done, &error));
  while (n_done == 10000);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  void (*more) (PostinoDb *db) = data;

  open_fixture (fixture, CONTACTS_SQL, more);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  close_fixture (fixture);
}

static PostinoContactList *
open_list (Fixture *fixture)
{
  PostinoContactList *list = postino_contact_list_new (fixture->store);

  wait_until (!postino_contact_list_is_loading (list));
  g_assert_null (postino_contact_list_get_failure (list));
  return list;
}

static void
assert_same_ids (PostinoContactList *list,
                 Fixture            *fixture,
                 const char         *sql)
{
  g_autoptr (GArray) expected = read_numbers (fixture, sql);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, expected->len);
  for (guint i = 0; i < expected->len; i++)
    g_assert_cmpint (postino_contact_list_get_id (list, i), ==, g_array_index (expected, gint64, i));
  g_assert_cmpint (postino_contact_list_get_id (list, expected->len), ==, 0);
}

typedef struct {
  guint n_items;
  guint n_changes;
} Growth;

/* What comes first is the first rows, filled; then more is added behind them, in steps. */
static void
grown_cb (GListModel *model,
          guint       position,
          guint       removed,
          guint       added,
          Growth     *growth)
{
  g_assert_cmpuint (position, ==, growth->n_items);
  g_assert_cmpuint (removed, ==, 0);
  if (growth->n_items < POSTINO_PAGED_GROWN_ROWS)
    g_assert_cmpuint (added, <=, POSTINO_PAGED_GROW_ROWS);
  if (growth->n_changes == 0)
    {
      g_autoptr (PostinoContactItem) first = g_list_model_get_item (model, 0);

      g_assert_true (postino_contact_item_is_loaded (first));
      g_assert_cmpstr (postino_contact_item_get (first, "email"), ==, "p1@example.org");
    }
  growth->n_items += added;
  growth->n_changes++;
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, growth->n_items);
}

static void
test_first_rows (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (PostinoContactList) list = postino_contact_list_new (fixture->store);
  Growth growth = { 0, };

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), 0));
  g_signal_connect (list, "items-changed", G_CALLBACK (grown_cb), &growth);
  wait_until (!postino_contact_list_is_loading (list));
  g_assert_cmpuint (growth.n_items, ==, N_CONTACTS - N_DELETED);
  g_assert_cmpuint (growth.n_changes, >, POSTINO_PAGED_GROWN_ROWS / POSTINO_PAGED_GROW_ROWS);
  assert_same_ids (list, fixture, "SELECT id FROM contact WHERE deleted_us IS NULL ORDER BY id");
}

static void
test_pages (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (PostinoContactList) list = open_list (fixture);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));

  for (int i = 0; i < 200; i++)
    {
      guint position = i < 100 ? (guint) g_test_rand_int_range (0, (gint32) n) : i % 2 ? n - 1 - (guint) i : (guint) i;
      g_autoptr (PostinoContactItem) item = g_list_model_get_item (G_LIST_MODEL (list), position);
      g_autoptr (PostinoContactItem) again = g_list_model_get_item (G_LIST_MODEL (list), position);
      g_autofree char *email = g_strdup_printf ("p%u@example.org", position + 1);
      g_autofree char *name = g_strdup_printf ("Name%u", (position + 1) * 7919 % 50000);

      g_assert_true (item == again);
      wait_until (postino_contact_item_is_loaded (item));
      g_assert_cmpint (postino_contact_item_get_id (item), ==, postino_contact_list_get_id (list, position));
      g_assert_cmpstr (postino_contact_item_get (item, "email"), ==, email);
      g_assert_cmpstr (postino_contact_item_get (item, "first_name"), ==, name);
    }
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), n));
}

/* Items of more pages than are kept or read at once, held at the same time: all are filled. */
static void
test_many_held (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (PostinoContactList) list = open_list (fixture);
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint page = 0; page < 3 * POSTINO_PAGED_MAX_PAGES; page++)
    g_ptr_array_add (held, g_list_model_get_item (G_LIST_MODEL (list), page * POSTINO_PAGED_PAGE_ROWS + 7));
  for (guint i = 0; i < held->len; i++)
    wait_until (postino_contact_item_is_loaded (held->pdata[i]));
}

/* Whatever was scrolled through, what stays is the pages that are kept. */
static void
test_bounded (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (PostinoContactList) list = open_list (fixture);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));

  for (guint position = 0; position < n; position += POSTINO_PAGED_PAGE_ROWS / 2)
    {
      g_autoptr (PostinoContactItem) item = g_list_model_get_item (G_LIST_MODEL (list), position);

      wait_until (postino_contact_item_is_loaded (item));
      g_assert_cmpuint (postino_contact_list_count_alive (list), <=,
                        (POSTINO_PAGED_MAX_PAGES + 1) * POSTINO_PAGED_PAGE_ROWS);
    }
  g_assert_cmpuint (postino_contact_list_count_alive (list), >=, POSTINO_PAGED_PAGE_ROWS);

  /* Asked for and let go before they were read: nobody waits, nothing is kept. */
  for (guint position = 0; position < n; position++)
    g_object_unref (g_list_model_get_item (G_LIST_MODEL (list), position));
  g_assert_cmpuint (postino_contact_list_count_alive (list), <=,
                    (POSTINO_PAGED_MAX_PAGES + 1) * POSTINO_PAGED_PAGE_ROWS);
}

static void
test_sort (Fixture      *fixture,
           gconstpointer data)
{
  static const struct {
    const char *key;
    gboolean descending;
    const char *sql;
  } cases[] = {
    { "first_name", FALSE, "SELECT id FROM contact WHERE deleted_us IS NULL ORDER BY first_name COLLATE NOCASE, id" },
    { "last_name", TRUE,
      "SELECT id FROM contact WHERE deleted_us IS NULL ORDER BY last_name COLLATE NOCASE DESC, id DESC" },
    { "email", TRUE, "SELECT id FROM contact WHERE deleted_us IS NULL ORDER BY address COLLATE NOCASE DESC, id DESC" },
    { "points", FALSE, "SELECT id FROM contact WHERE deleted_us IS NULL ORDER BY f1 + 0, id" },
    { "points", TRUE, "SELECT id FROM contact WHERE deleted_us IS NULL ORDER BY f1 + 0 DESC, id DESC" },
    { NULL, TRUE, "SELECT id FROM contact WHERE deleted_us IS NULL ORDER BY id DESC" },
    { NULL, FALSE, "SELECT id FROM contact WHERE deleted_us IS NULL ORDER BY id" },
  };
  g_autoptr (PostinoContactList) list = open_list (fixture);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      postino_contact_list_set_sort (list, cases[i].key, cases[i].descending);
      g_assert_true (postino_contact_list_is_loading (list));
      wait_until (!postino_contact_list_is_loading (list));
      assert_same_ids (list, fixture, cases[i].sql);
    }
}

static void
test_filter (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (PostinoContactList) list = open_list (fixture);
  guint position = 0;

  postino_contact_list_set_list (list, 1);
  wait_until (!postino_contact_list_is_loading (list));
  assert_same_ids (list, fixture, "SELECT contact FROM list_member ORDER BY contact");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, N_LIST);
  g_assert_true (postino_contact_list_find (list, 21, &position));
  g_assert_cmpuint (position, ==, 2);
  g_assert_false (postino_contact_list_find (list, 22, &position));

  postino_contact_list_set_search (list, "NÀME123");
  postino_contact_list_set_sort (list, "city", FALSE);
  wait_until (!postino_contact_list_is_loading (list));
  assert_same_ids (list, fixture,
                   "SELECT id FROM contact WHERE deleted_us IS NULL AND first_name LIKE 'Name123%' "
                   "AND id IN (SELECT contact FROM list_member) ORDER BY city, id");

  postino_contact_list_set_list (list, 0);
  wait_until (!postino_contact_list_is_loading (list));
  assert_same_ids (list, fixture,
                   "SELECT id FROM contact WHERE deleted_us IS NULL AND first_name LIKE 'Name123%' ORDER BY city, id");

  postino_contact_list_set_search (list, "nobody has this");
  wait_until (!postino_contact_list_is_loading (list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
}

/* As one types: only the last query counts. */
static void
test_typing (Fixture      *fixture,
             gconstpointer data)
{
  static const char *const typed[] = { "n", "na", "nam", "name", "name4", "name49", "name499" };
  g_autoptr (PostinoContactList) list = open_list (fixture);

  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      postino_contact_list_set_search (list, typed[i]);
      g_main_context_iteration (NULL, FALSE);
    }
  wait_until (!postino_contact_list_is_loading (list));
  assert_same_ids (list, fixture,
                   "SELECT id FROM contact WHERE deleted_us IS NULL AND first_name LIKE 'Name499%' ORDER BY id");
}

static void
test_failure (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (PostinoContactList) list = open_list (fixture);

  postino_contact_list_set_sort (list, "no_such", FALSE);
  wait_until (!postino_contact_list_is_loading (list));
  g_assert_nonnull (strstr (postino_contact_list_get_failure (list), "no_such"));
  assert_same_ids (list, fixture, "SELECT id FROM contact WHERE deleted_us IS NULL ORDER BY id");

  postino_contact_list_set_sort (list, "city", FALSE);
  wait_until (!postino_contact_list_is_loading (list));
  g_assert_null (postino_contact_list_get_failure (list));
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *n)
{
  (*n)++;
}

static void
note_change_cb (GListModel *model,
                guint       position,
                guint       removed,
                guint       added,
                guint      *change)
{
  change[0] = position;
  change[1] = removed;
  change[2] = added;
  change[3]++;
}

/* A bump is followed: the same objects tell what is new of them, and only what is new; the list does not move. */
static void
test_contents_follow (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (PostinoContactList) list = open_list (fixture);
  g_autoptr (PostinoContactItem) changing = g_list_model_get_item (G_LIST_MODEL (list), 1999);
  g_autoptr (PostinoContactItem) staying = g_list_model_get_item (G_LIST_MODEL (list), 2000);
  g_autoptr (PostinoContactItem) after = NULL;
  guint n_city = 0;
  guint n_name = 0;
  guint n_staying = 0;
  guint change[4] = { 0 };

  wait_until (postino_contact_item_is_loaded (changing) && postino_contact_item_is_loaded (staying));
  g_signal_connect (changing, "notify::city", G_CALLBACK (count_cb), &n_city);
  g_signal_connect (changing, "notify::first-name", G_CALLBACK (count_cb), &n_name);
  g_signal_connect (staying, "notify", G_CALLBACK (count_cb), &n_staying);
  g_signal_connect (list, "items-changed", G_CALLBACK (note_change_cb), change);

  write_sql (fixture, "UPDATE contact SET city = 'Elsewhere' WHERE id = 2000;" BUMP ("contacts"));
  postino_contact_list_look (list);
  wait_until (n_city > 0);
  g_assert_cmpstr (postino_contact_item_get (changing, "city"), ==, "Elsewhere");
  g_assert_cmpuint (n_city, ==, 1);
  g_assert_cmpuint (n_name + n_staying + change[3], ==, 0);
  after = g_list_model_get_item (G_LIST_MODEL (list), 1999);
  g_assert_true (after == changing);
}

static void
test_rows_follow (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (PostinoContactList) list = open_list (fixture);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));
  g_autoptr (PostinoContactItem) before = g_list_model_get_item (G_LIST_MODEL (list), 100);
  g_autoptr (PostinoContactItem) behind = g_list_model_get_item (G_LIST_MODEL (list), 20000);
  g_autoptr (PostinoContactItem) same = NULL;
  g_autoptr (PostinoContactItem) last = NULL;
  guint n_counted = 0;
  guint change[4] = { 0 };

  wait_until (postino_contact_item_is_loaded (before) && postino_contact_item_is_loaded (behind));
  g_signal_connect (list, "items-changed", G_CALLBACK (note_change_cb), change);
  g_signal_connect (list, "notify::n-items", G_CALLBACK (count_cb), &n_counted);

  write_sql (fixture, "UPDATE contact SET deleted_us = 1 WHERE id = 10001;" BUMP ("contacts"));
  postino_contact_list_look (list);
  wait_until (change[3] > 0);
  g_assert_cmpuint (change[0], ==, 10000);
  g_assert_cmpuint (change[1], ==, 1);
  g_assert_cmpuint (change[2], ==, 0);
  g_assert_cmpuint (n_counted, ==, 1);
  same = g_list_model_get_item (G_LIST_MODEL (list), 19999);
  g_assert_true (same == behind);

  write_sql (fixture, "UPDATE contact SET deleted_us = NULL WHERE id > 49995;" BUMP ("contacts"));
  postino_contact_list_look (list);
  wait_until (change[3] > 1);
  g_assert_cmpuint (change[0], ==, n - 1);
  g_assert_cmpuint (change[1], ==, 0);
  g_assert_cmpuint (change[2], ==, N_DELETED);
  last = g_list_model_get_item (G_LIST_MODEL (list), N_CONTACTS - 2);
  wait_until (postino_contact_item_is_loaded (last));
  g_assert_cmpstr (postino_contact_item_get (last, "email"), ==, "p50000@example.org");
}

/* What nobody bumped for is not read; without a nudge it looks by itself. */
static void
test_no_bump (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (PostinoContactList) list = open_list (fixture);
  g_autoptr (PostinoContactItem) item = g_list_model_get_item (G_LIST_MODEL (list), 10);
  g_autoptr (GArray) looks = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n_changed = 0;

  wait_until (postino_contact_item_is_loaded (item));
  g_signal_connect (item, "notify", G_CALLBACK (count_cb), &n_changed);
  write_sql (fixture, "UPDATE contact SET city = 'One' WHERE id = 11;" BUMP ("ledger"));
  postino_contact_list_look (list);
  write_sql (fixture, "UPDATE contact SET city = 'Two' WHERE id = 11;" BUMP ("ledger"));
  postino_contact_list_look (list);
  write_sql (fixture, "UPDATE contact SET city = 'Three' WHERE id = 11;" BUMP ("lists"));
  wait_until (n_changed > 0);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpstr (postino_contact_item_get (item, "city"), ==, "Three");
}

static void
drop_cb (GListModel *model,
         guint       position,
         guint       removed,
         guint       added,
         GListModel **list)
{
  g_clear_object (list);
}

/* However early it goes, nothing of it is touched afterwards; an item may outlive its list. */
static void
test_dispose (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (PostinoContactItem) survivor = NULL;
  g_autoptr (PostinoContactList) list = postino_contact_list_new (fixture->store);

  g_clear_object (&list);
  for (guint n_iterations = 0; n_iterations < 12; n_iterations++)
    {
      list = postino_contact_list_new (fixture->store);
      for (guint i = 0; i < n_iterations; i++)
        g_main_context_iteration (NULL, TRUE);
      g_clear_object (&list);
    }

  list = open_list (fixture);
  survivor = g_list_model_get_item (G_LIST_MODEL (list), 30000);
  postino_contact_list_set_search (list, "name");
  g_clear_object (&list);
  g_assert_false (postino_contact_item_is_loaded (survivor));

  list = postino_contact_list_new (fixture->store);
  g_signal_connect (list, "items-changed", G_CALLBACK (drop_cb), &list);
  wait_until (list == NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func, more) g_test_add ("/contact-list/" name, Fixture, more, set_up, func, tear_down)
  ADD ("first-rows", test_first_rows, NULL);
  ADD ("pages", test_pages, NULL);
  ADD ("many-held", test_many_held, NULL);
  ADD ("bounded", test_bounded, NULL);
  ADD ("sort", test_sort, add_points);
  ADD ("filter", test_filter, add_index);
  ADD ("typing", test_typing, add_index);
  ADD ("failure", test_failure, NULL);
  ADD ("contents-follow", test_contents_follow, NULL);
  ADD ("rows-follow", test_rows_follow, NULL);
  ADD ("no-bump", test_no_bump, NULL);
  ADD ("dispose", test_dispose, NULL);
#undef ADD
  return g_test_run ();
}
