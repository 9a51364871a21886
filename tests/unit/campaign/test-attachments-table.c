/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "campaign/attachments-table.h"

#define WORLD                                                                                                  \
  "INSERT INTO campaign (id, kind, name, created_us, modified_us) VALUES (1, 'campaign', 'a', 1, 1), (2, 'campaign', 'b', 1, 1)"

static const PostinoAttachment offer = { .name = (char *) "offer.pdf", .type = (char *) "application/pdf",
                                         .sha256 = (char *) "aa", .size_bytes = 3 };
static const PostinoAttachment other = { .name = (char *) "offer.pdf", .type = (char *) "application/pdf",
                                         .sha256 = (char *) "bb", .size_bytes = 4 };
static const PostinoAttachment invoice = { .name = (char *) "i/{{ contact.n }}.pdf", .folder = (char *) "/srv" };

static PostinoDb *
open_world (char **folder)
{
  PostinoDb *db = open_scratch_db (folder);
  g_autoptr (GError) error = NULL;

  postino_db_exec (db, WORLD, &error);
  g_assert_no_error (error);
  return db;
}

static char *
describe (PostinoDb *db,
          gint64     campaign)
{
  g_autoptr (GPtrArray) list = postino_attachments_table_list (db, campaign, NULL);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const PostinoAttachment *attachment = list->pdata[i];

      g_string_append_printf (out, "[%s %s %s %s %d]", attachment->name, attachment->folder != NULL ? attachment->folder : "-",
                              attachment->type != NULL ? attachment->type : "-",
                              attachment->sha256 != NULL ? attachment->sha256 : "-", (int) attachment->size_bytes);
    }
  return g_string_free (out, FALSE);
}

static void
test_round_trip (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder);
  g_autofree char *first = NULL;
  g_autofree char *copied = NULL;
  g_autofree char *left = NULL;
  g_autoptr (GHashTable) contents = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (postino_attachments_table_insert (db, 1, &offer, NULL));
  g_assert_true (postino_attachments_table_insert (db, 1, &invoice, NULL));
  g_assert_true (postino_attachments_table_insert (db, 1, &offer, NULL)); /* it is there */
  g_assert_true (postino_attachments_table_insert (db, 1, &other, NULL)); /* readers see two */
  first = describe (db, 1);
  g_assert_cmpstr (first, ==, "[offer.pdf - application/pdf aa 3][i/{{ contact.n }}.pdf /srv - - 0]"
                              "[offer 2.pdf - application/pdf bb 4]");
  g_assert_true (postino_attachments_table_copy (db, 1, 2, &error));
  g_assert_no_error (error);
  copied = describe (db, 2);
  g_assert_cmpstr (copied, ==, first);
  contents = postino_attachments_table_list_contents (db, NULL);
  g_assert_cmpuint (g_hash_table_size (contents), ==, 2);
  g_assert_true (g_hash_table_contains (contents, "bb"));

  /* Only of its own campaign. */
  g_assert_true (postino_attachments_table_remove (db, 2, 1, NULL));
  g_assert_true (postino_attachments_table_remove (db, 1, 1, NULL));
  left = describe (db, 1);
  g_assert_cmpstr (left, ==, "[i/{{ contact.n }}.pdf /srv - - 0][offer 2.pdf - application/pdf bb 4]");
  remove_scratch_folder (folder);
}

/* The same path in two folders: each contact gets both. */
static void
test_same_path (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder);
  g_autoptr (GError) error = NULL;
  PostinoAttachment elsewhere = invoice;
  g_autofree char *found = NULL;

  elsewhere.folder = (char *) "/home";
  g_assert_true (postino_attachments_table_insert (db, 1, &invoice, NULL));
  g_assert_true (postino_attachments_table_insert (db, 1, &invoice, NULL));
  g_assert_true (postino_attachments_table_insert (db, 1, &elsewhere, &error));
  g_assert_no_error (error);
  found = describe (db, 1);
  g_assert_cmpstr (found, ==, "[i/{{ contact.n }}.pdf /srv - - 0][i/{{ contact.n }}.pdf /home - - 0]");
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/attachments-table/round-trip", test_round_trip);
  g_test_add_func ("/attachments-table/same-path", test_same_path);
  return g_test_run ();
}
