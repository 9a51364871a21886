/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "scratch-db.h"

#include "base/error.h"
#include "campaign/dkim-keys-table.h"
#include "store/change.h"

#define MINUTE (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define NOW (G_GINT64_CONSTANT (1000000) * MINUTE)

static gint64
insert (PostinoDb      *db,
        const char     *domain,
        const char     *selector,
        PostinoDkimKind kind,
        gint64          created_us)
{
  const PostinoDkimKeyRow row = { .domain = (char *) domain, .selector = (char *) selector, .kind = kind,
                                  .public_key = (char *) "aGk=", .created_us = created_us };
  g_autoptr (GError) error = NULL;
  gint64 id = 0;

  postino_dkim_keys_table_insert (db, &row, &id, &error);
  g_assert_no_error (error);
  return id;
}

/* "s2 s1": the selectors; yours. */
static char *
join (GPtrArray *rows)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", ((const PostinoDkimKeyRow *) rows->pdata[i])->selector);
  g_ptr_array_unref (rows);
  return g_string_free (text, FALSE);
}

static void
test_rows (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;
  gint64 before = postino_change_read (db, POSTINO_TOPIC_IDENTITIES, NULL);
  gint64 first = insert (db, "a.example", "s1", POSTINO_DKIM_RSA, 10);
  const PostinoDkimKeyRow same = { .domain = (char *) "a.example", .selector = (char *) "s1",
                                   .public_key = (char *) "eA==", .created_us = 11 };
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *domain = NULL;
  g_autofree char *all = NULL;
  const PostinoDkimKeyRow *row;
  gint64 id;

  g_assert_cmpint (postino_change_read (db, POSTINO_TOPIC_IDENTITIES, NULL), >, before);
  g_assert_false (postino_dkim_keys_table_insert (db, &same, &id, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS);
  g_clear_error (&error);
  insert (db, "a.example", "s1-ed25519", POSTINO_DKIM_ED25519, 10);
  insert (db, "a.example", "s2-ed25519", POSTINO_DKIM_ED25519, 20);
  insert (db, "a.example", "s2", POSTINO_DKIM_RSA, 20);
  insert (db, "b.example", "s1", POSTINO_DKIM_RSA, 15);
  domain = join (postino_dkim_keys_table_list (db, "a.example", &error));
  g_assert_cmpstr (domain, ==, "s2 s2-ed25519 s1 s1-ed25519");
  all = join (postino_dkim_keys_table_list (db, NULL, &error));
  g_assert_cmpstr (all, ==, "s2 s2-ed25519 s1 s1 s1-ed25519");

  rows = postino_dkim_keys_table_list (db, "b.example", &error);
  row = rows->pdata[0];
  g_assert_cmpstr (row->domain, ==, "b.example");
  g_assert_cmpint (row->kind, ==, POSTINO_DKIM_RSA);
  g_assert_cmpstr (row->public_key, ==, "aGk=");
  g_assert_cmpint (row->created_us, ==, 15);
  g_assert_cmpint (row->checked_us, ==, 0);
  g_assert_cmpint (row->seen_us, ==, 0);

  g_assert_true (postino_dkim_keys_table_remove (db, first, &error));
  g_free (domain);
  domain = join (postino_dkim_keys_table_list (db, "a.example", &error));
  g_assert_cmpstr (domain, ==, "s2 s2-ed25519 s1-ed25519");
  remove_scratch_folder (folder);
}

/* Since when, not when last. */
static void
test_seen (void)
{
  static const struct {
    gboolean is_shown;
    gint64 at;
    gint64 seen_us;
  } answers[] = { { FALSE, 5, 0 }, { TRUE, 6, 6 }, { TRUE, 7, 6 }, { FALSE, 8, 0 }, { TRUE, 9, 9 } };
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  gint64 id = insert (db, "a.example", "s1", POSTINO_DKIM_RSA, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GPtrArray) rows = NULL;
      const PostinoDkimKeyRow *row;

      g_assert_true (postino_dkim_keys_table_note (db, id, answers[i].is_shown, answers[i].at, NULL));
      rows = postino_dkim_keys_table_list (db, NULL, NULL);
      row = rows->pdata[0];
      g_assert_cmpint (row->checked_us, ==, answers[i].at);
      g_assert_cmpint (row->seen_us, ==, answers[i].seen_us);
    }
  remove_scratch_folder (folder);
}

/* What is asked about at NOW, by when it was asked last and whether it was there. */
static void
test_due (void)
{
  static const struct {
    gint64 checked_us; /* 0: never */
    gboolean is_seen;
    gboolean is_launching;
    gboolean is_due;
  } cases[] = {
    { 0, FALSE, FALSE, TRUE },
    { NOW - 10 * MINUTE, FALSE, FALSE, TRUE },
    { NOW - 10 * MINUTE + 1, FALSE, FALSE, FALSE },
    { NOW - 24 * 60 * MINUTE, TRUE, FALSE, TRUE },
    { NOW - 24 * 60 * MINUTE + 1, TRUE, FALSE, FALSE },
    { NOW - 60 * MINUTE, TRUE, TRUE, TRUE },
    { NOW - 60 * MINUTE + 1, TRUE, TRUE, FALSE },
    { NOW + 1, TRUE, FALSE, TRUE }, /* the clock was wrong */
  };
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;

  postino_db_exec (db, "INSERT INTO identity (id, email, name, created_us) VALUES (1, '\"a@b\"@a.example', 'x', 1);"
                       "INSERT INTO campaign (id, kind, name, identity, created_us, modified_us) "
                       "VALUES (1, 'campaign', 'c', 1, 1, 1)", &error);
  g_assert_no_error (error);
  insert (db, "a.example", "s1", POSTINO_DKIM_RSA, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) rows = NULL;

      postino_db_run (db, &error, "UPDATE dkim_key SET checked_us = nullif (?1, 0), seen_us = CASE WHEN ?2 THEN 1 END",
                      "li", cases[i].checked_us, cases[i].is_seen);
      postino_db_run (db, &error, "UPDATE campaign SET state = ?1", "s", cases[i].is_launching ? "launching" : "running");
      g_assert_no_error (error);
      rows = postino_dkim_keys_table_list_due (db, NOW, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (rows->len, ==, cases[i].is_due ? 1 : 0);
    }
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dkim-keys-table/rows", test_rows);
  g_test_add_func ("/dkim-keys-table/seen", test_seen);
  g_test_add_func ("/dkim-keys-table/due", test_due);
  return g_test_run ();
}
