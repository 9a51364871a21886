/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "base/error.h"
#include "contacts/suppression-table.h"

enum { NOW = 1000 };

#define UNSUBSCRIBED POSTINO_SUPPRESSION_UNSUBSCRIBED
#define COMPLAINT POSTINO_SUPPRESSION_COMPLAINT
#define HARD POSTINO_SUPPRESSION_HARD_BOUNCE
#define MANUAL POSTINO_SUPPRESSION_MANUAL

static const struct {
  const char *key;
  PostinoSuppressionReason reason;
} rows[] = {
  { "unsub@example.org", UNSUBSCRIBED },
  { "unsub@example.org", MANUAL },
  { "spam@example.org", COMPLAINT },
  { "hard@example.org", HARD },
  { "manual@example.org", MANUAL },
  { "@bad.example", MANUAL },
};

static const struct {
  const char *key;
  PostinoSuppressionReason reason;
  int code; /* of lifting by hand; -1: it may be lifted */
} checks[] = {
  { "unsub@example.org", UNSUBSCRIBED, POSTINO_ERROR_REFUSED },
  { "spam@example.org", COMPLAINT, POSTINO_ERROR_REFUSED },
  { "hard@example.org", HARD, -1 },
  { "manual@example.org", MANUAL, -1 },
  { "anybody@bad.example", MANUAL, POSTINO_ERROR_NOT_FOUND },
  { "@bad.example", MANUAL, -1 },
  { "ann@example.org", POSTINO_SUPPRESSION_NONE, POSTINO_ERROR_NOT_FOUND },
  { "x@sub.bad.example", POSTINO_SUPPRESSION_NONE, POSTINO_ERROR_NOT_FOUND },
};

static PostinoSuppressionReason
check (PostinoDb  *db,
       const char *key)
{
  g_autoptr (GError) error = NULL;
  PostinoSuppressionReason reason;

  g_assert_true (postino_suppression_table_check (db, key, &reason, &error));
  g_assert_no_error (error);
  return reason;
}

static PostinoDb *
open_filled (char **folder)
{
  PostinoDb *db = open_scratch_db (folder);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean added = FALSE;

      postino_suppression_table_add (db, rows[i].key, rows[i].reason, NULL, "cli", 0, NOW, &added, &error);
      g_assert_no_error (error);
      g_assert_true (added);
      postino_suppression_table_add (db, rows[i].key, rows[i].reason, NULL, "cli", 0, NOW, &added, &error);
      g_assert_no_error (error);
      g_assert_false (added);
    }
  return db;
}

static void
test_check_and_lift (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_filled (&folder);

  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean lifted;

      g_test_message ("%s", checks[i].key);
      g_assert_cmpint (check (db, checks[i].key), ==, checks[i].reason);
      g_assert_false (postino_suppression_table_lift (db, checks[i].key, "  ", NOW, &error));
      g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE);
      g_clear_error (&error);
      lifted = postino_suppression_table_lift (db, checks[i].key, "called us", NOW, &error);
      g_assert_cmpint (lifted, ==, checks[i].code == -1);
      if (lifted)
        g_assert_cmpint (check (db, checks[i].key), ==, POSTINO_SUPPRESSION_NONE);
      else
        g_assert_error (error, POSTINO_ERROR, checks[i].code);
    }
  g_assert_cmpint (check (db, "unsub@example.org"), ==, UNSUBSCRIBED);
  remove_scratch_folder (folder);
}

static void
test_opt_in (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_filled (&folder);
  g_autoptr (GError) error = NULL;

  g_assert_true (postino_suppression_table_lift_by_opt_in (db, "unsub@example.org", "form", NOW, &error));
  g_assert_cmpint (check (db, "unsub@example.org"), ==, MANUAL);
  g_assert_true (postino_suppression_table_lift_by_opt_in (db, "spam@example.org", "form", NOW, &error));
  g_assert_cmpint (check (db, "spam@example.org"), ==, COMPLAINT);
  remove_scratch_folder (folder);
}

static void
test_list (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_filled (&folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) page = postino_suppression_table_list (db, 0, 4, &error);
  g_autoptr (GPtrArray) rest = NULL;
  g_autoptr (GPtrArray) history = NULL;
  gint64 n = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (page->len, ==, 4);
  rest = postino_suppression_table_list (db, ((PostinoSuppression *) page->pdata[3])->id, 4, &error);
  g_assert_cmpuint (rest->len, ==, 2);
  g_assert_true (postino_suppression_table_count (db, POSTINO_SUPPRESSION_NONE, &n, &error));
  g_assert_cmpint (n, ==, 6);
  g_assert_true (postino_suppression_table_lift (db, "hard@example.org", "new mailbox", NOW + 5, &error));
  g_assert_true (postino_suppression_table_count (db, HARD, &n, &error));
  g_assert_cmpint (n, ==, 0);
  history = postino_suppression_table_list_key (db, "hard@example.org", &error);
  g_assert_cmpuint (history->len, ==, 1);
  g_assert_cmpstr (((PostinoSuppression *) history->pdata[0])->lifted_why, ==, "new mailbox");
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/suppression-table/check-and-lift", test_check_and_lift);
  g_test_add_func ("/suppression-table/opt-in", test_opt_in);
  g_test_add_func ("/suppression-table/list", test_list);
  return g_test_run ();
}
