/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "base/error.h"
#include "contacts/address.h"
#include "contacts/consent-table.h"
#include "contacts/contacts-table.h"

enum { NOW = 1000 };

#define KEY "ann@example.org"

/* A story of one contact, told out of order, and what stands after each sentence. */
static const struct {
  gboolean given;
  guint purposes;
  gint64 at_us;
  guint standing;
} story[] = {
  { TRUE, POSTINO_PURPOSE_NEWSLETTER | POSTINO_PURPOSE_TRACKING, 100, 3 },
  { FALSE, POSTINO_PURPOSE_TRACKING, 100, 1 },   /* same time: the withdrawal */
  { TRUE, POSTINO_PURPOSE_TRACKING, 100, 1 },
  { FALSE, POSTINO_PURPOSE_NEWSLETTER, 50, 1 },  /* older */
  { FALSE, POSTINO_PURPOSE_NEWSLETTER, 200, 0 },
  { TRUE, POSTINO_PURPOSE_NEWSLETTER, 150, 0 },  /* an old form comes in late */
  { TRUE, POSTINO_PURPOSE_NEWSLETTER, 201, 1 },
  { TRUE, POSTINO_PURPOSE_PROFILING, 300, 5 },
};

static gint64
get_bits (PostinoDb *db)
{
  g_autoptr (GError) error = NULL;
  gint64 bits = -1;

  postino_db_get_number (db, -1, &bits, &error, "SELECT consent FROM contact WHERE key = '" KEY "'", "");
  g_assert_no_error (error);
  return bits;
}

static PostinoDb *
open_with_contact (char **folder)
{
  PostinoDb *db = open_scratch_db (folder);
  g_auto (PostinoAddress) address = { NULL };
  g_autoptr (GError) error = NULL;
  gint64 id;

  postino_address_parse (KEY, -1, &address);
  postino_contacts_table_insert (db, &address, NOW, &id, &error);
  g_assert_no_error (error);
  return db;
}

static gint64
add_evidence (PostinoDb *db,
              gint64     import)
{
  g_autoptr (GError) error = NULL;
  gint64 id = 0;

  postino_consent_table_add_evidence (db, "consent", "till", "I agree", NULL, import, &id, &error);
  g_assert_no_error (error);
  return id;
}

static void
test_story (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_with_contact (&folder);
  gint64 evidence = add_evidence (db, 0);
  g_autoptr (GPtrArray) history = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (story); i++)
    {
      guint standing = 99;

      if (story[i].given)
        postino_consent_table_give (db, KEY, story[i].purposes, evidence, story[i].at_us, NOW, &error);
      else
        postino_consent_table_withdraw (db, KEY, story[i].purposes, "by hand", story[i].at_us, NOW, &error);
      g_assert_no_error (error);
      g_assert_true (postino_consent_table_get (db, KEY, &standing, &error));
      g_assert_cmpuint (standing, ==, story[i].standing);
      g_assert_cmpint (get_bits (db), ==, story[i].standing);
    }
  history = postino_consent_table_list (db, KEY, &error);
  g_assert_cmpuint (history->len, ==, 9);
  g_assert_cmpint (((PostinoConsent *) history->pdata[0])->at_us, ==, 50);
  g_assert_cmpstr (((PostinoConsent *) history->pdata[1])->words, ==, "I agree");
  remove_scratch_folder (folder);
}

static void
test_outlives_contact (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_auto (PostinoAddress) address = { NULL };
  g_autoptr (GError) error = NULL;
  gint64 id;

  g_assert_true (postino_consent_table_give (db, KEY, 1, add_evidence (db, 0), 100, NOW, &error));
  postino_address_parse (KEY, -1, &address);
  g_assert_true (postino_contacts_table_insert (db, &address, NOW, &id, &error));
  g_assert_cmpint (get_bits (db), ==, 1);
  remove_scratch_folder (folder);
}

static void
test_undo_import (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_with_contact (&folder);
  g_autoptr (PostinoConsent) standing = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (postino_consent_table_give (db, KEY, 1, add_evidence (db, 0), 100, NOW, &error));
  g_assert_true (postino_consent_table_give (db, KEY, 3, add_evidence (db, 7), 200, NOW, &error));
  g_assert_cmpint (get_bits (db), ==, 3);
  g_assert_true (postino_consent_table_undo_import (db, KEY, 7, NOW, &error));
  g_assert_cmpint (get_bits (db), ==, 1);
  g_assert_true (postino_consent_table_undo_import (db, KEY, 7, NOW, &error));
  g_assert_true (postino_consent_table_get_standing (db, KEY, 1, &standing, &error));
  g_assert_cmpint (standing->at_us, ==, 100);
  /* the same file again, with the same date */
  g_assert_true (postino_consent_table_give (db, KEY, 2, add_evidence (db, 8), 200, NOW, &error));
  g_assert_cmpint (get_bits (db), ==, 3);
  remove_scratch_folder (folder);
}

static void
test_words (void)
{
  g_autoptr (GError) error = NULL;
  guint purposes = 0;

  g_assert_true (postino_purposes_from_string ("newsletter, tracking", &purposes, &error));
  g_assert_cmpuint (purposes, ==, 3);
  g_assert_false (postino_purposes_from_string ("newsletter,spam", &purposes, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_false (postino_purposes_from_string ("", &purposes, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE);
  g_assert_false (postino_consent_basis_is_valid ("because"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/consent-table/story", test_story);
  g_test_add_func ("/consent-table/outlives-contact", test_outlives_contact);
  g_test_add_func ("/consent-table/undo-import", test_undo_import);
  g_test_add_func ("/consent-table/words", test_words);
  return g_test_run ();
}
