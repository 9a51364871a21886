/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "base/error.h"
#include "contacts/address.h"
#include "contacts/contacts-table.h"
#include "contacts/lists-table.h"

enum { NOW = 1000 };

static gint64
add_contact (PostinoDb  *db,
             const char *typed)
{
  g_auto (PostinoAddress) address = { NULL };
  g_autoptr (GError) error = NULL;
  gint64 id = 0;

  postino_address_parse (typed, -1, &address);
  postino_contacts_table_insert (db, &address, NOW, &id, &error);
  g_assert_no_error (error);
  return id;
}

static void
test_members (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lists = NULL;
  gint64 ann = add_contact (db, "ann@example.org");
  gint64 bob = add_contact (db, "bob@example.org");
  g_auto (GStrv) names = NULL;
  gboolean changed = FALSE;
  gint64 id = 0;

  g_assert_true (postino_lists_table_make (db, " Clienti ", "Novità", NOW, &id, &error));
  g_assert_true (postino_lists_table_add_member (db, id, ann, NOW, &changed, &error));
  g_assert_true (changed);
  g_assert_true (postino_lists_table_add_member (db, id, ann, NOW, &changed, &error));
  g_assert_false (changed);
  g_assert_true (postino_lists_table_add_member (db, id, bob, NOW, NULL, &error));
  g_assert_true (postino_contacts_table_delete (db, bob, NOW, NULL, &error));
  lists = postino_lists_table_list (db, &error);
  g_assert_cmpuint (lists->len, ==, 1);
  g_assert_cmpstr (((PostinoList *) lists->pdata[0])->name, ==, "Clienti");
  g_assert_cmpstr (((PostinoList *) lists->pdata[0])->public_name, ==, "Novità");
  g_assert_cmpint (((PostinoList *) lists->pdata[0])->n_members, ==, 1);
  names = postino_lists_table_list_of (db, ann, &error);
  g_assert_cmpstr (names[0], ==, "Clienti");
  g_assert_true (postino_lists_table_remove_member (db, id, ann, &changed, &error));
  g_assert_true (changed);
  g_assert_true (postino_lists_table_remove_member (db, id, ann, &changed, &error));
  g_assert_false (changed);
  remove_scratch_folder (folder);
}

static void
test_names (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;
  gint64 id = 0;
  gint64 same = 0;
  gboolean made = TRUE;

  g_assert_true (postino_lists_table_make (db, "Clienti", NULL, NOW, &id, &error));
  g_assert_false (postino_lists_table_make (db, "Clienti", NULL, NOW, &same, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (postino_lists_table_ensure (db, "Clienti", NOW, &same, &made, &error));
  g_assert_false (made);
  g_assert_cmpint (same, ==, id);
  g_assert_false (postino_lists_table_ensure (db, " \n ", NOW, &same, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_true (postino_lists_table_delete (db, id, NOW, &error));
  g_assert_false (postino_lists_table_find (db, "Clienti", &same, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (postino_lists_table_make (db, "Clienti", NULL, NOW, &same, &error));
  g_assert_cmpint (same, ==, id);
  remove_scratch_folder (folder);
}

static guint
count_members (PostinoDb *db)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lists = postino_lists_table_list (db, &error);

  g_assert_no_error (error);
  return lists->len == 0 ? 0 : (guint) ((PostinoList *) lists->pdata[0])->n_members;
}

/* A deleted list comes back as it was; its name, taken again, is a new list. */
static void
test_undelete (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = NULL;
  gint64 ann = add_contact (db, "ann@example.org");
  gint64 joined_us = 0;
  gint64 id = 0;
  gint64 same = 0;

  g_assert_true (postino_lists_table_make (db, "Clienti", NULL, NOW, &id, &error));
  g_assert_true (postino_lists_table_add_member (db, id, ann, NOW, NULL, &error));
  g_assert_true (postino_lists_table_delete (db, id, NOW + 1, &error));
  names = postino_lists_table_list_of (db, ann, &error);
  g_assert_null (names[0]);
  g_assert_cmpuint (count_members (db), ==, 0);

  g_assert_true (postino_lists_table_undelete (db, id, NOW + 1, &error));
  g_assert_cmpuint (count_members (db), ==, 1);
  g_assert_true (postino_lists_table_has_member (db, id, ann, &joined_us, &error));
  g_assert_cmpint (joined_us, ==, NOW);

  g_assert_true (postino_lists_table_delete (db, id, NOW + 2, &error));
  g_assert_true (postino_lists_table_make (db, "Clienti", NULL, NOW + 3, &same, &error));
  g_assert_cmpuint (count_members (db), ==, 0);
  g_assert_false (postino_lists_table_undelete (db, id, NOW + 2, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS);
  g_assert_cmpuint (count_members (db), ==, 0);
  remove_scratch_folder (folder);
}

static void
assert_rename (PostinoDb  *db,
               gint64      id,
               const char *name,
               int         expected)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (postino_lists_table_rename (db, id, name, &error), ==, expected == 0);
  if (expected != 0)
    g_assert_error (error, POSTINO_ERROR, expected);
}

/* Members stay; a name is had once; that of a deleted list is free, and it comes back under another. */
static void
test_rename (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lists = NULL;
  gint64 ann = add_contact (db, "ann@example.org");
  gint64 id = 0;
  gint64 other = 0;

  g_assert_true (postino_lists_table_make (db, "Clienti", NULL, NOW, &id, &error));
  g_assert_true (postino_lists_table_make (db, "Soci", NULL, NOW, &other, &error));
  g_assert_true (postino_lists_table_add_member (db, id, ann, NOW, NULL, &error));
  assert_rename (db, id, " Clienti\n2026 ", 0);
  g_assert_true (postino_lists_table_find (db, "Clienti 2026", &id, &error));
  assert_rename (db, id, "Clienti 2026", 0);
  assert_rename (db, id, "Soci", POSTINO_ERROR_EXISTS);
  assert_rename (db, id, " ", POSTINO_ERROR_USAGE);
  g_assert_true (postino_lists_table_delete (db, other, NOW, &error));
  assert_rename (db, id, "Soci", 0);
  g_assert_true (postino_lists_table_undelete (db, other, NOW, &error));
  lists = postino_lists_table_list (db, &error);
  g_assert_cmpuint (lists->len, ==, 2);
  g_assert_cmpstr (((PostinoList *) lists->pdata[0])->name, ==, "Soci");
  g_assert_cmpint (((PostinoList *) lists->pdata[0])->n_members, ==, 1);
  g_assert_cmpstr (((PostinoList *) lists->pdata[1])->name, ==, "Soci (2)");
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lists-table/members", test_members);
  g_test_add_func ("/lists-table/names", test_names);
  g_test_add_func ("/lists-table/rename", test_rename);
  g_test_add_func ("/lists-table/undelete", test_undelete);
  return g_test_run ();
}
