/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "base/error.h"
#include "contacts/consent-table.h"
#include "contacts/contacts-query.h"
#include "contacts/contacts-table.h"
#include "contacts/fields-table.h"
#include "contacts/lists-table.h"
#include "contacts/search-table.h"
#include "contacts/tags-table.h"

enum { NOW = 1000 };

typedef struct {
  PostinoDb *db;
  char *folder;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->db = open_scratch_db (&fixture->folder);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  postino_db_close (fixture->db);
  remove_scratch_folder (fixture->folder);
  g_free (fixture->folder);
}

static gint64
add (PostinoDb  *db,
     const char *typed)
{
  g_auto (PostinoAddress) address = { NULL };
  g_autoptr (GError) error = NULL;
  gint64 id = 0;

  g_assert_cmpint (postino_address_parse (typed, -1, &address), ==, POSTINO_ADDRESS_OK);
  postino_contacts_table_insert (db, &address, NOW, &id, &error);
  g_assert_no_error (error);
  return id;
}

static void
set (PostinoDb  *db,
     gint64      id,
     const char *field,
     const char *value)
{
  g_autoptr (GError) error = NULL;

  postino_contacts_table_set (db, id, field, value, NOW + 1, &error);
  g_assert_no_error (error);
}

static void
test_rows (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoContact) contact = NULL;
  g_autoptr (PostinoField) field = postino_fields_table_make (fixture->db, "Età", "Età", POSTINO_FIELD_NUMBER, NOW, &error);
  g_autofree char *name = NULL;
  gint64 id = add (fixture->db, "Ann@Example.org");

  g_assert_no_error (error);
  set (fixture->db, id, "first_name", " Ann ");
  set (fixture->db, id, "last_name", "Rossi");
  set (fixture->db, id, "eta", "41,5");
  contact = postino_contacts_table_find (fixture->db, "ANN@example.ORG", &error);
  g_assert_no_error (error);
  g_assert_cmpint (contact->id, ==, id);
  g_assert_cmpstr (contact->values[POSTINO_KNOWN_EMAIL], ==, "Ann@example.org");
  g_assert_cmpstr (postino_contact_get (contact, "first_name"), ==, "Ann");
  g_assert_cmpstr (postino_contact_get (contact, "eta"), ==, "41.5");
  g_assert_null (postino_contact_get (contact, "city"));
  g_assert_cmpint (contact->modified_us, ==, NOW + 1);
  name = postino_contact_dup_display_name (contact);
  g_assert_cmpstr (name, ==, "Ann Rossi");

  g_assert_false (postino_contacts_table_set (fixture->db, id, "eta", "molti", NOW, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (postino_contacts_table_set (fixture->db, id, "shoe\" = 1; --", "1", NOW, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  add (fixture->db, "bob@example.org");
  g_assert_false (postino_contacts_table_set (fixture->db, id, "email", "Bob@example.org", NOW, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS);
}

static void
test_delete (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (PostinoAddress) address = { NULL };
  gint64 id = add (fixture->db, "ann@example.org");
  gint64 again = 0;
  gboolean changed = FALSE;

  postino_address_parse ("ann@example.org", -1, &address);
  g_assert_false (postino_contacts_table_insert (fixture->db, &address, NOW, &again, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (postino_contacts_table_delete (fixture->db, id, NOW, &changed, &error));
  g_assert_true (changed);
  g_assert_true (postino_contacts_table_delete (fixture->db, id, NOW, &changed, &error));
  g_assert_false (changed);
  g_assert_null (postino_contacts_table_find (fixture->db, "ann@example.org", &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpint (add (fixture->db, "ann@example.org"), ==, id);
}

static void
test_pages (Fixture      *fixture,
            gconstpointer data)
{
  static const char *const cities[] = { "Roma", "milano", NULL, "Milano", "Ancona", NULL, "Zoagli" };
  g_autoptr (GError) error = NULL;
  PostinoContactQuery query = { .sort = "city", .limit = 2 };
  g_autoptr (GString) seen = g_string_new (NULL);
  gint64 list = 0;
  gint64 n = 0;

  postino_lists_table_ensure (fixture->db, "Tutti", NOW, &list, NULL, &error);
  for (gsize i = 0; i < G_N_ELEMENTS (cities); i++)
    {
      g_autofree char *typed = g_strdup_printf ("c%zu@example.org", i);
      gint64 id = add (fixture->db, typed);

      if (cities[i] != NULL)
        set (fixture->db, id, "city", cities[i]);
      if (i != 0)
        postino_lists_table_add_member (fixture->db, list, id, NOW, NULL, &error);
    }
  for (;;)
    {
      g_autoptr (GPtrArray) page = postino_contacts_query_page (fixture->db, &query, &error);

      g_assert_no_error (error);
      for (guint i = 0; i < page->len; i++)
        {
          const PostinoContact *contact = page->pdata[i];

          g_string_append_printf (seen, "%c", contact->key[1]);
          query.after = contact->id;
        }
      if (page->len < 2)
        break;
    }
  g_assert_cmpstr (seen->str, ==, "2541306");

  query = (PostinoContactQuery) { .list = list, .limit = 100, .descending = TRUE };
  g_assert_true (postino_contacts_query_count (fixture->db, &query, &n, &error));
  g_assert_cmpint (n, ==, 6);
  query = (PostinoContactQuery) { .list = list, .search = "mila", .limit = 100 };
  g_assert_true (postino_contacts_query_count (fixture->db, &query, &n, &error));
  g_assert_cmpint (n, ==, 0); /* the index follows behind */
  g_assert_true (postino_search_table_catch_up (fixture->db, 100, &(guint) { 0 }, &error));
  g_assert_true (postino_contacts_query_count (fixture->db, &query, &n, &error));
  g_assert_cmpint (n, ==, 2);
  query.sort = "no_such";
  g_assert_null (postino_contacts_query_page (fixture->db, &query, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/contacts-table/rows", Fixture, NULL, set_up, test_rows, tear_down);
  g_test_add ("/contacts-table/delete", Fixture, NULL, set_up, test_delete, tear_down);
  g_test_add ("/contacts-table/pages", Fixture, NULL, set_up, test_pages, tear_down);
  return g_test_run ();
}
