/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "base/error.h"
#include "contacts/address.h"
#include "contacts/contacts-table.h"
#include "contacts/fields-table.h"

enum { NOW = 1000 };

static void
test_life_of_a_field (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoField) field = postino_fields_table_make (db, "Nº tessera", "Nº tessera", POSTINO_FIELD_TEXT, NOW, &error);
  g_autoptr (PostinoField) again = NULL;
  g_autoptr (PostinoContact) contact = NULL;
  g_auto (PostinoAddress) address = { NULL };
  gint64 id = 0;

  g_assert_no_error (error);
  g_assert_cmpstr (field->key, ==, "n_tessera");
  g_assert_null (postino_fields_table_make (db, "n tessera", "x", POSTINO_FIELD_TEXT, NOW, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (postino_fields_table_make (db, "City", "x", POSTINO_FIELD_TEXT, NOW, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS);
  g_clear_error (&error);

  postino_address_parse ("ann@example.org", -1, &address);
  g_assert_true (postino_contacts_table_insert (db, &address, NOW, &id, &error));
  g_assert_true (postino_contacts_table_set (db, id, "n_tessera", "A1", NOW, &error));
  g_assert_true (postino_fields_table_rename (db, "n_tessera", "tessera", "Tessera", &error));
  g_assert_true (postino_contacts_table_get (db, id, &contact, &error));
  g_assert_cmpstr (postino_contact_get (contact, "tessera"), ==, "A1");
  g_clear_pointer (&contact, postino_contact_free);

  /* The id comes again, its column is empty. */
  g_assert_true (postino_fields_table_remove (db, "tessera", &error));
  again = postino_fields_table_make (db, "punti", "Punti", POSTINO_FIELD_NUMBER, NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->column, ==, field->column);
  g_assert_true (postino_contacts_table_get (db, id, &contact, &error));
  g_assert_null (postino_contact_get (contact, "punti"));
  g_assert_false (postino_fields_table_remove (db, "tessera", &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fields-table/life-of-a-field", test_life_of_a_field);
  return g_test_run ();
}
