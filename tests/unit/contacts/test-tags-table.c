/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "base/error.h"
#include "contacts/address.h"
#include "contacts/contacts-table.h"
#include "contacts/tags-table.h"

enum { NOW = 1000 };

static void
test_tags (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_auto (PostinoAddress) address = { NULL };
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) all = NULL;
  g_auto (GStrv) of_ann = NULL;
  gboolean changed = FALSE;
  gint64 contact = 0;
  gint64 vip = 0;
  gint64 same = 0;

  postino_address_parse ("ann@example.org", -1, &address);
  g_assert_true (postino_contacts_table_insert (db, &address, NOW, &contact, &error));
  g_assert_true (postino_tags_table_ensure (db, " vip", &vip, &error));
  g_assert_true (postino_tags_table_ensure (db, "vip", &same, &error));
  g_assert_cmpint (vip, ==, same);
  g_assert_true (postino_tags_table_ensure (db, "fiera", &same, &error));
  g_assert_false (postino_tags_table_ensure (db, "", &same, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_true (postino_tags_table_add (db, vip, contact, &changed, &error));
  g_assert_true (changed);
  g_assert_true (postino_tags_table_add (db, vip, contact, &changed, &error));
  g_assert_false (changed);
  all = postino_tags_table_list (db, 0, &error);
  g_assert_cmpuint (g_strv_length (all), ==, 2);
  of_ann = postino_tags_table_list (db, contact, &error);
  g_assert_cmpuint (g_strv_length (of_ann), ==, 1);
  g_assert_cmpstr (of_ann[0], ==, "vip");
  g_assert_true (postino_tags_table_remove (db, vip, contact, &changed, &error));
  g_assert_true (changed);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tags-table/tags", test_tags);
  return g_test_run ();
}
