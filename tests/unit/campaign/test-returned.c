/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "scratch-db.h"

#include "base/error.h"
#include "base/token.h"
#include "campaign/returned.h"

/* Rows 2 and 4 have run out of time; row 4 has no contact any more, and nothing is known of what was said. */
#define WORLD                                                                                                       \
  "INSERT INTO identity (id, email, name, postal_address, created_us) VALUES (1, 'shop@example.com', 'Bottega', 'Via', 1);" \
  "INSERT INTO campaign (id, kind, name, identity, state, tracking, launched_us, created_us, modified_us) VALUES "  \
  "(1, 'campaign', 'Prova', 1, 'finished', 'none', 1000000, 1, 1);"                                                 \
  "INSERT INTO revision (id, campaign, subject, html, created_us) VALUES (1, 1, 'Per {{ contact.first_name }}', '<p>Ciao', 1);" \
  "UPDATE campaign SET revision = 1;"                                                                               \
  "INSERT INTO ledger (id, campaign, key, address, state, attempt, settled_us, armed_us, reply, merge) VALUES "     \
  "(1, 1, 'a@x.it', 'a@x.it', 4, 1, 9, 9, '250 ok', NULL),"                                                         \
  "(2, 1, 'b@x.it', 'b@x.it', 6, 3, 86400000000, 86400000000, '450 4.2.1 busy', '{\"first_name\":\"Bea\"}')," \
  "(3, 1, 'c@x.it', 'c@x.it', 5, 1, 9, 9, '550 no', NULL),"                                                         \
  "(4, 1, 'd@x.it', 'd@x.it', 6, 1, 86400000000, 86400000000, NULL, NULL);"                                         \
  "INSERT INTO event (at_us, type, campaign, ledger) VALUES (7000000, 'deferred', 1, 2), (8000000, 'deferred', 1, 2)," \
  "(86400000000, 'expired', 1, 2)"

static const guint8 token_key[POSTINO_TOKEN_KEY_SIZE] = "0123456789abcdefFEDCBA987654321";

static void
test_returned (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (PostinoReturned) returned = postino_returned_new (1, token_key);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  const PostinoLedgerRow *row;

  g_assert_true (postino_db_exec (db, WORLD, &error));
  rows = postino_returned_read (returned, db, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 2);
  none = postino_returned_read (returned, db, &error);
  g_assert_cmpuint (none->len, ==, 0);
  row = rows->pdata[0];
  g_assert_cmpint (row->tried_us, ==, 7000000);
  words = postino_returned_describe (returned, row);
  g_assert_nonnull (strstr (words, "“Prova”"));
  g_assert_nonnull (strstr (words, "b@x.it"));
  g_assert_nonnull (strstr (words, "3 times"));
  g_assert_nonnull (strstr (words, "450 4.2.1 busy"));

  path = postino_returned_save (returned, row, folder, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_assert_nonnull (strstr (text, "\r\nFinal-Recipient: rfc822; b@x.it\r\n"));
  g_assert_nonnull (strstr (text, "\r\nSubject: Per Bea\r\n"));
  g_assert_null (strstr (text, "Ciao"));
  g_clear_pointer (&text, g_free);

  g_clear_pointer (&path, g_free);
  path = postino_returned_save (returned, rows->pdata[1], folder, &error);
  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_assert_null (strstr (text, "Diagnostic-Code"));
  remove_scratch_folder (folder);
}

static void
test_nowhere (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (PostinoReturned) returned = postino_returned_new (1, token_key);
  g_autoptr (PostinoReturned) other = postino_returned_new (2, token_key);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (postino_db_exec (db, WORLD, &error));
  g_assert_null (postino_returned_read (other, db, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  rows = postino_returned_read (returned, db, &error);
  g_assert_null (postino_returned_save (returned, rows->pdata[0], "/nowhere", &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/returned/report", test_returned);
  g_test_add_func ("/returned/nowhere", test_nowhere);
  return g_test_run ();
}
