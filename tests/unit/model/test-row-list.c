/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/row-list.h"

#include "campaign/destinations-table.h"
#include "contacts/lists-table.h"
#include "model/model-fixture.h"
#include "model/row-kinds.h"

#define LISTS_SQL \
  "INSERT INTO list (id, name, created_us) VALUES (1, 'Clienti', 1), (2, 'Amici', 1);" \
  "INSERT INTO contact (id, key, address, created_us, modified_us) VALUES (1, 'a@x.it', 'a@x.it', 1, 1);"

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  open_fixture (fixture, LISTS_SQL, NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  close_fixture (fixture);
}

/* "Amici 2, Clienti 1": name and id, in their order; yours. */
static char *
describe (PostinoRowList *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (PostinoTableRow) row = g_list_model_get_item (G_LIST_MODEL (list), i);
      g_autofree char *name = NULL;

      g_object_get (row, "name", &name, NULL);
      g_string_append_printf (text, "%s%s %" G_GINT64_FORMAT, i > 0 ? ", " : "", name, postino_table_row_get_id (row));
    }
  return g_string_free (text, FALSE);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_reading (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (PostinoRowList) list = postino_row_list_new_lists (fixture->store);
  g_autofree char *shown = NULL;
  guint position;

  g_assert_true (postino_row_list_is_loading (list));
  wait_until (!postino_row_list_is_loading (list));
  shown = describe (list);
  g_assert_cmpstr (shown, ==, "Amici 2, Clienti 1");
  g_assert_nonnull (postino_row_list_find (list, 1, &position));
  g_assert_cmpuint (position, ==, 1);
  g_assert_null (postino_row_list_find (list, 3, NULL));
}

/* What stays is the same object, told that it was read again; only the new one is announced. */
static void
test_change_in_place (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (PostinoRowList) list = postino_row_list_new_lists (fixture->store);
  g_autoptr (PostinoTableRow) kept = NULL;
  g_autofree char *shown = NULL;
  guint n_changed = 0;
  guint n_named = 0;

  wait_until (!postino_row_list_is_loading (list));
  kept = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_signal_connect_swapped (kept, "changed", G_CALLBACK (count_cb), &n_changed);
  g_signal_connect_swapped (kept, "notify::name", G_CALLBACK (count_cb), &n_named);
  write_sql (fixture, "INSERT INTO list_member (list, contact, added_us) VALUES (1, 1, 1);"
                      "INSERT INTO list (id, name, created_us) VALUES (3, 'Soci', 1);" BUMP ("lists"));
  postino_row_list_look (list);
  wait_until (g_list_model_get_n_items (G_LIST_MODEL (list)) == 3);
  g_assert_true (postino_row_list_find (list, 1, NULL) == kept);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpuint (n_named, ==, 0);
  g_assert_cmpint (((const PostinoList *) postino_table_row_get (kept))->n_members, ==, 1);

  write_sql (fixture, "UPDATE list SET name = 'Vecchi' WHERE id = 1;" BUMP ("lists"));
  postino_row_list_look (list);
  wait_until (n_named == 1);
  shown = describe (list);
  g_assert_cmpstr (shown, ==, "Amici 2, Soci 3, Vecchi 1");
}

static void
test_other_kinds (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (PostinoRowList) servers = postino_row_list_new_servers (fixture->store);
  g_autoptr (PostinoRowList) identities = postino_row_list_new_identities (fixture->store);
  g_autoptr (PostinoRowList) fields = postino_row_list_new_fields (fixture->store);

  wait_until (!postino_row_list_is_loading (servers) && !postino_row_list_is_loading (identities)
              && !postino_row_list_is_loading (fields));
  write_sql (fixture,
             "INSERT INTO server (id, name, kind, host, port, tls, created_us) VALUES (1, 'Posta', 'smtp', 'h', 465, 'tls', 1);"
             "INSERT INTO identity (id, email, name, created_us) VALUES (1, 'a@x.it', 'Ann', 1);"
             "INSERT INTO field (id, key, label, type, created_us) VALUES (1, 'punti', 'Punti', 'number', 1);"
             BUMP ("servers") BUMP ("identities") BUMP ("contacts"));
  wait_until (g_list_model_get_n_items (G_LIST_MODEL (servers)) == 1
              && g_list_model_get_n_items (G_LIST_MODEL (identities)) == 1
              && g_list_model_get_n_items (G_LIST_MODEL (fields)) == 1);
}

/* Those with a limit or a pause, by their key; a pause that is over leaves its row in the table, but not here. */
static void
test_destinations (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr (PostinoRowList) list = postino_row_list_new_destinations (fixture->store);
  g_autoptr (PostinoTableRow) kept = NULL;
  g_autofree char *name = NULL;
  guint n_changed = 0;

  wait_until (!postino_row_list_is_loading (list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  write_sql (fixture,
             "INSERT INTO destination (id, per_second, at_once, closed_until_us, window, why) VALUES "
             "('a.example', 2, NULL, 0, 0, NULL), ('b.example', NULL, 3, 0, 0, NULL), ('c.example', NULL, NULL, 9e15, 0, 'later'), "
             "('d.example', NULL, NULL, 1, 1, 'later'), ('e.example', NULL, NULL, 1, 0, 'later');" BUMP ("destinations"));
  postino_row_list_look (list);
  wait_until (g_list_model_get_n_items (G_LIST_MODEL (list)) == 4);
  kept = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_object_get (kept, "name", &name, NULL);
  g_assert_cmpstr (name, ==, "b.example");
  g_signal_connect_swapped (kept, "changed", G_CALLBACK (count_cb), &n_changed);

  write_sql (fixture, "UPDATE destination SET per_second = NULL WHERE id = 'a.example';"
                      "UPDATE destination SET at_once = 5 WHERE id = 'b.example';" BUMP ("destinations"));
  postino_row_list_look (list);
  wait_until (g_list_model_get_n_items (G_LIST_MODEL (list)) == 3);
  g_assert_true (postino_row_list_find (list, postino_table_row_get_id (kept), NULL) == kept);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpuint (((const PostinoDestinationRow *) postino_table_row_get (kept))->at_once, ==, 5);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/row-list/reading", Fixture, NULL, set_up, test_reading, tear_down);
  g_test_add ("/row-list/change-in-place", Fixture, NULL, set_up, test_change_in_place, tear_down);
  g_test_add ("/row-list/other-kinds", Fixture, NULL, set_up, test_other_kinds, tear_down);
  g_test_add ("/row-list/destinations", Fixture, NULL, set_up, test_destinations, tear_down);
  return g_test_run ();
}
