/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include <string.h>

#include "contacts/consent-table.h"
#include "contacts/contacts-bulk-table.h"
#include "contacts/suppression-table.h"

static const char *const columns[] = { "city", NULL, "first_name" };

static void
test_rows (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (PostinoContactsBulk) bulk = postino_contacts_bulk_new (columns, 3);
  g_autoptr (GError) error = NULL;
  const char *values[] = { "Roma", "lost", NULL };
  const char *others[] = { "Pisa", NULL, "Ann" };
  PostinoBulkContact found;
  gint64 id = 0;

  g_assert_true (postino_contacts_bulk_find (bulk, db, "a@x.it", &found, &error));
  g_assert_cmpint (found.id, ==, 0);
  g_assert_true (postino_contacts_bulk_insert (bulk, db, "a@x.it", "A@x.it", values, 1, 7, 100, &id, &error));
  g_assert_true (postino_contacts_bulk_find (bulk, db, "a@x.it", &found, &error));
  g_assert_cmpint (found.id, ==, id);
  g_assert_cmpstr (found.values[0], ==, "Roma");
  g_assert_null (found.values[1]);
  g_assert_false (found.is_suppressed || found.has_consents);
  g_assert_true (postino_contacts_bulk_update (bulk, db, id, others, 3, 200, &error));
  g_assert_true (postino_suppression_table_add (db, "@x.it", POSTINO_SUPPRESSION_MANUAL, NULL, "cli", 0, 1, NULL, &error));
  g_assert_true (postino_consent_table_withdraw (db, "a@x.it", 1, "by hand", 1, 1, &error));
  g_assert_true (postino_contacts_bulk_find (bulk, db, "a@x.it", &found, &error));
  g_assert_cmpstr (found.values[2], ==, "Ann");
  g_assert_cmpint (found.modified_us, ==, 200);
  g_assert_true (found.is_suppressed && found.has_consents);
  remove_scratch_folder (folder);
}

static void
assert_next (PostinoDb  *db,
             const char *key,
             const char *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *next = NULL;

  g_assert_true (postino_contacts_bulk_find_next (db, key, &next, &error));
  g_assert_cmpstr (next, ==, wanted);
}

static void
test_next (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (PostinoContactsBulk) bulk = postino_contacts_bulk_new (columns, 0);
  g_autoptr (GError) error = NULL;
  gint64 id = 0;

  assert_next (db, "a", NULL);
  g_assert_true (postino_contacts_bulk_insert (bulk, db, "m@x.it", "m@x.it", NULL, 0, 7, 1, &id, &error));
  assert_next (db, "a", "m@x.it");
  assert_next (db, "m@x.it", "m@x.it");
  assert_next (db, "n", NULL);
  g_assert_true (postino_suppression_table_add (db, "c@x.it", POSTINO_SUPPRESSION_MANUAL, NULL, "cli", 0, 1, NULL, &error));
  assert_next (db, "a", "c@x.it");
  g_assert_true (postino_consent_table_withdraw (db, "b@x.it", 1, "by hand", 1, 1, &error));
  assert_next (db, "a", "b@x.it");
  g_assert_true (postino_suppression_table_add (db, "@x.it", POSTINO_SUPPRESSION_MANUAL, NULL, "cli", 0, 1, NULL, &error));
  assert_next (db, "a", "a"); /* it may be in that domain */
  remove_scratch_folder (folder);
}

static void
test_undo (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (PostinoContactsBulk) bulk = postino_contacts_bulk_new (columns, 3);
  g_autoptr (GError) error = NULL;
  const char *values[] = { "Roma", NULL, "Ann" };
  PostinoBulkContact found;
  g_autofree char *key = NULL;
  gint64 id = 0;

  g_assert_true (postino_contacts_bulk_insert (bulk, db, "a@x.it", "a@x.it", values, 0, 7, 100, &id, &error));
  g_assert_true (postino_contacts_bulk_restore_column (db, id, "city", "Bari", "Pisa", &error));
  g_assert_true (postino_contacts_bulk_restore_column (db, id, "first_name", NULL, "Ann", &error));
  g_assert_true (postino_contacts_bulk_restore_times (db, id, 99, 1, 0, &error));
  g_assert_true (postino_contacts_bulk_find (bulk, db, "a@x.it", &found, &error));
  g_assert_cmpstr (found.values[0], ==, "Roma");
  g_assert_null (found.values[2]);
  g_assert_cmpint (found.modified_us, ==, 100);
  g_assert_true (postino_contacts_bulk_remove (db, id, 99, 300, &error)); /* touched since: only marked */
  g_assert_true (postino_contacts_bulk_find (bulk, db, "a@x.it", &found, &error));
  g_assert_cmpint (found.deleted_us, ==, 300);
  g_assert_true (postino_contacts_bulk_remove (db, id, 300, 400, &error));
  g_assert_true (postino_contacts_bulk_get_key (db, id, &key, &error));
  g_assert_null (key);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contacts-bulk-table/rows", test_rows);
  g_test_add_func ("/contacts-bulk-table/next", test_next);
  g_test_add_func ("/contacts-bulk-table/undo", test_undo);
  return g_test_run ();
}
