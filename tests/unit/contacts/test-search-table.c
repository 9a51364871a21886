/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "base/error.h"
#include "contacts/address.h"
#include "contacts/contacts-table.h"
#include "contacts/search-table.h"

enum { NOW = 1000 };

static const struct {
  const char *address;
  const char *name;
  const char *city;
} people[] = {
  { "ann@example.org", "Ann Lo", "Città di Castello" },
  { "bob@example.org", "Bob \"B\" O'Neil", "Forlì" },
  { "carla@shop.example", "Carla Rossi", NULL },
};

/* found: the people's digits. */
static const struct {
  const char *text;
  const char *found;
} searches[] = {
  { "citta", "0" },
  { "CITTÀ", "0" },
  { "forli", "1" },
  { "example", "012" },
  { "example.org", "01" },
  { "carla rossi", "2" },
  { "rossi carla", "2" },
  { "carla citta", "" },
  { "lo", "0" },
  { "l", "0" },
  { "o", "1" },
  { "nn", "" },
  { "an", "0" },
  { "ca rossi", "2" },
  { "o'neil", "1" },
  { "\"b\"", "1" },
  { "%", "" },
  { "_", "" },
  { "ros* OR ann", "" },
  { "NOT", "" },
  { "   ", "" },
  { "\xff\xfe", "" },
};

static gint64
fill (PostinoDb *db)
{
  gint64 first = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_auto (PostinoAddress) address = { NULL };
      g_autoptr (GError) error = NULL;
      gint64 id = 0;

      postino_address_parse (people[i].address, -1, &address);
      postino_contacts_table_insert (db, &address, NOW, &id, &error);
      g_assert_no_error (error);
      postino_contacts_table_set (db, id, "name", people[i].name, NOW, &error);
      if (people[i].city != NULL)
        postino_contacts_table_set (db, id, "city", people[i].city, NOW, &error);
      g_assert_no_error (error);
      first = i == 0 ? id : first;
    }
  return first;
}

static void
test_find (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  gint64 first = fill (db);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_assert_true (postino_search_table_catch_up (db, 2, &n, &error));
  g_assert_cmpuint (n, ==, 2);
  g_assert_true (postino_search_table_catch_up (db, 2, &n, &error));
  g_assert_cmpuint (n, ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      g_autoptr (GArray) ids = postino_search_table_find (db, searches[i].text, 100, &error);
      g_autoptr (GString) found = g_string_new (NULL);

      g_assert_no_error (error);
      for (guint j = 0; j < ids->len; j++)
        g_string_append_printf (found, "%d", (int) (g_array_index (ids, gint64, j) - first));
      g_test_message ("search %zu", i);
      g_assert_cmpstr (found->str, ==, searches[i].found);
    }
  remove_scratch_folder (folder);
}

static void
test_follows_changes (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  gint64 first = fill (db);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = NULL;
  guint n = 0;

  postino_search_table_catch_up (db, 100, &n, &error);
  g_assert_true (postino_contacts_table_set (db, first, "name", "Zelda", NOW, &error));
  g_assert_true (postino_contacts_table_delete (db, first + 1, NOW, NULL, &error));
  g_assert_true (postino_search_table_catch_up (db, 100, &n, &error));
  g_assert_cmpuint (n, ==, 2);
  ids = postino_search_table_find (db, "zelda", 100, &error);
  g_assert_cmpuint (ids->len, ==, 1);
  g_array_unref (ids);
  ids = postino_search_table_find (db, "bob", 100, &error);
  g_assert_cmpuint (ids->len, ==, 0);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search-table/find", test_find);
  g_test_add_func ("/search-table/follows-changes", test_follows_changes);
  return g_test_run ();
}
