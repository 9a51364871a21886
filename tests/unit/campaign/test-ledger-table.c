/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "campaign/ledger-table.h"

#define NOW G_GINT64_CONSTANT (1000)

/* Row N belongs to contact N; what keeps it from being armed is set up in the cases. */
#define WORLD                                                                                                     \
  "INSERT INTO campaign (id, kind, name, state, wanted, created_us, modified_us) "                                 \
  "VALUES (1, 'campaign', 'c', 'running', 'run', 1, 1);"                                                           \
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) "                                 \
  "INSERT INTO contact (id, key, address, consent, created_us, modified_us) "                                      \
  "SELECT i, 'c' || i || '@x.it', 'c' || i || '@x.it', 1, 1, 1 FROM n;"                                            \
  "INSERT INTO ledger (id, campaign, contact, key, address, state) SELECT id, 1, id, key, address, 0 FROM contact;"

static const struct {
  const char *change;   /* SQL after the freeze, for row 1 */
  gboolean test;
  gboolean armed;
  PostinoLedgerState state;
  const char *reason;
} arming[] = {
  { "", FALSE, TRUE, POSTINO_LEDGER_HANDED, NULL },
  { "UPDATE contact SET consent = 0", FALSE, FALSE, POSTINO_LEDGER_SKIPPED, "no-consent" },
  { "UPDATE contact SET consent = 6", FALSE, FALSE, POSTINO_LEDGER_SKIPPED, "no-consent" },
  { "UPDATE contact SET consent = 0", TRUE, TRUE, POSTINO_LEDGER_HANDED, NULL },
  { "UPDATE contact SET deleted_us = 5", FALSE, FALSE, POSTINO_LEDGER_SKIPPED, "deleted" },
  { "DELETE FROM contact WHERE id = 1", FALSE, FALSE, POSTINO_LEDGER_SKIPPED, "deleted" },
  { "UPDATE ledger SET contact = NULL", FALSE, TRUE, POSTINO_LEDGER_HANDED, NULL },
  { "INSERT INTO suppression (key, reason, source, at_us) VALUES ('c1@x.it', 'unsubscribed', 'link', 1)", FALSE, FALSE,
    POSTINO_LEDGER_SKIPPED, "suppressed" },
  { "INSERT INTO suppression (key, reason, source, at_us) VALUES ('c1@x.it', 'unsubscribed', 'link', 1)", TRUE, FALSE,
    POSTINO_LEDGER_SKIPPED, "suppressed" },
  { "INSERT INTO suppression (key, reason, source, at_us) VALUES ('@x.it', 'manual', 'cli', 1)", FALSE, FALSE,
    POSTINO_LEDGER_SKIPPED, "suppressed" },
  { "INSERT INTO suppression (key, reason, source, at_us, lifted_us) VALUES ('c1@x.it', 'manual', 'cli', 1, 2)", FALSE, TRUE,
    POSTINO_LEDGER_HANDED, NULL },
  { "INSERT INTO suppression (key, reason, source, at_us) VALUES ('@y.it', 'manual', 'cli', 1)", FALSE, TRUE,
    POSTINO_LEDGER_HANDED, NULL },
  { "UPDATE campaign SET wanted = 'pause'", FALSE, FALSE, POSTINO_LEDGER_READY, NULL },
  { "UPDATE campaign SET state = 'paused'", FALSE, FALSE, POSTINO_LEDGER_READY, NULL },
  { "UPDATE ledger SET state = 2, due_us = 1000", FALSE, TRUE, POSTINO_LEDGER_HANDED, NULL },
  { "UPDATE ledger SET state = 2, due_us = 1001", FALSE, FALSE, POSTINO_LEDGER_DEFERRED, NULL },
  { "UPDATE ledger SET state = 1, run = 'other'", FALSE, FALSE, POSTINO_LEDGER_HANDED, NULL },
  { "UPDATE ledger SET state = 4", FALSE, FALSE, POSTINO_LEDGER_ACCEPTED, NULL },
  { "UPDATE ledger SET state = 3", FALSE, FALSE, POSTINO_LEDGER_IN_DOUBT, NULL },
};

static void
test_arm (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (arming); i++)
    {
      g_autofree char *folder = NULL;
      g_autoptr (PostinoDb) db = open_scratch_db (&folder);
      g_autoptr (PostinoLedgerRow) armed = NULL;
      g_autoptr (PostinoLedgerRow) row = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", arming[i].change);
      g_assert_true (postino_db_exec (db, WORLD, &error) && postino_db_exec (db, arming[i].change, &error));
      g_assert_true (postino_ledger_table_arm (db, 1, "run", 7, arming[i].test, NOW, &armed, &error));
      g_assert_no_error (error);
      row = postino_ledger_table_get (db, 1, &error);
      g_assert_cmpint (armed != NULL, ==, arming[i].armed);
      g_assert_cmpint (row->state, ==, arming[i].state);
      g_assert_cmpstr (row->reason, ==, arming[i].reason);
      if (armed != NULL)
        {
          g_assert_cmpuint (armed->attempt, ==, 1);
          g_assert_cmpstr (row->run, ==, "run");
          g_assert_cmpint (row->server, ==, 7);
        }
      remove_scratch_folder (folder);
    }
}

/* A second settling changes nothing, whatever it says. */
static void
test_settle_once (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (PostinoLedgerRow) armed = NULL;
  g_autoptr (PostinoLedgerRow) row = NULL;
  g_autoptr (GError) error = NULL;
  PostinoSettlement settlement = { .row = 1, .attempt = 2, .to = POSTINO_LEDGER_ACCEPTED, .at_us = NOW, .reply = "250 ok" };
  gboolean changed = TRUE;

  g_assert_true (postino_db_exec (db, WORLD, &error));
  g_assert_true (postino_ledger_table_arm (db, 1, "run", 7, FALSE, NOW, &armed, &error));
  g_assert_true (postino_ledger_table_settle (db, &settlement, &changed, &error));
  g_assert_false (changed); /* another attempt's */
  settlement.attempt = 1;
  g_assert_true (postino_ledger_table_settle (db, &settlement, &changed, &error));
  g_assert_true (changed);
  settlement.to = POSTINO_LEDGER_REFUSED;
  g_assert_true (postino_ledger_table_settle (db, &settlement, &changed, &error));
  g_assert_false (changed);
  row = postino_ledger_table_get (db, 1, &error);
  g_assert_cmpint (row->state, ==, POSTINO_LEDGER_ACCEPTED);
  g_assert_cmpstr (row->reply, ==, "250 ok");
  remove_scratch_folder (folder);
}

/* Random moves: the kept counts never differ from a recount. */
static void
test_counts (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;

  g_assert_true (postino_db_exec (db, WORLD, &error));
  for (int step = 0; step < 200; step++)
    {
      gint64 counts[POSTINO_LEDGER_N_STATES];
      gint64 recount = 0;
      guint n;
      int from = g_test_rand_int_range (0, POSTINO_LEDGER_N_STATES);
      int to = g_test_rand_int_range (0, POSTINO_LEDGER_N_STATES);

      g_assert_true (postino_ledger_table_move_some (db, 1, (PostinoLedgerState) from, (PostinoLedgerState) to, NULL, NOW, 3,
                                                     &n, &error));
      g_assert_true (postino_ledger_table_count (db, 1, counts, &error));
      for (int state = 0; state < POSTINO_LEDGER_N_STATES; state++)
        {
          g_autoptr (GPtrArray) rows = postino_ledger_table_page (db, 1, state, 0, 100, &error);

          g_assert_cmpint (counts[state], ==, rows->len);
          recount += counts[state];
        }
      g_assert_cmpint (recount, ==, 10);
    }
  remove_scratch_folder (folder);
}

static void
test_retry_spares_suppressed (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;
  gint64 retriable = 0;
  guint n = 0;

  g_assert_true (postino_db_exec (db, WORLD "UPDATE ledger SET state = 5;"
                                      "INSERT INTO suppression (key, reason, source, at_us) "
                                      "VALUES ('c3@x.it', 'hard-bounce', 'smtp', 1), ('@y.it', 'manual', 'cli', 1);"
                                      "UPDATE ledger SET key = '\"c@x\"@y.it' WHERE id = 4", &error));
  g_assert_true (postino_ledger_table_count_retriable (db, 1, &retriable, &error));
  g_assert_cmpint (retriable, ==, 8);
  g_assert_true (postino_ledger_table_move_some (db, 1, POSTINO_LEDGER_REFUSED, POSTINO_LEDGER_READY, NULL, NOW, 100, &n, &error));
  g_assert_cmpuint (n, ==, 8);
  remove_scratch_folder (folder);
}

/* Since the first time it was put off; 0 for who never was. */
static void
test_tried (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (postino_db_exec (db, WORLD "INSERT INTO event (at_us, type, campaign, ledger) VALUES (5, 'opened', 1, 1), "
                                      "(20, 'deferred', 1, 1), (10, 'deferred', 1, 1), (30, 'expired', 1, 2)", &error));
  rows = postino_ledger_table_page (db, 1, -1, 0, 3, &error);
  g_assert_true (postino_ledger_table_fill_tried (db, rows, &error));
  g_assert_cmpint (((PostinoLedgerRow *) rows->pdata[0])->tried_us, ==, 10);
  g_assert_cmpint (((PostinoLedgerRow *) rows->pdata[1])->tried_us, ==, 30);
  g_assert_cmpint (((PostinoLedgerRow *) rows->pdata[2])->tried_us, ==, 0);
  remove_scratch_folder (folder);
}

/* One row is enough, wherever it stands. */
static void
test_has_doubt (void)
{
  static const struct {
    const char *change;
    gboolean has;
  } cases[] = {
    { "", FALSE },
    { "UPDATE ledger SET state = 3, reason = 'crash'", FALSE },
    { "UPDATE ledger SET state = 3, reason = 'crash'; UPDATE ledger SET reason = 'restored-handed' WHERE id = 9", TRUE },
    { "UPDATE ledger SET state = 4, reason = 'restored'", FALSE },
    { "UPDATE ledger SET state = 3, reason = NULL", FALSE },
    { "UPDATE ledger SET state = 3, reason = 'restored', campaign = 2", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = NULL;
      g_autoptr (PostinoDb) db = open_scratch_db (&folder);
      g_autofree char *sql = g_strconcat (WORLD, cases[i].change, NULL);
      g_autoptr (GError) error = NULL;
      gboolean has = !cases[i].has;

      g_assert_true (postino_db_exec (db, sql, &error));
      g_assert_true (postino_ledger_table_has_doubt (db, 1, "restored", &has, &error));
      g_test_message ("%s", cases[i].change);
      g_assert_cmpint (has, ==, cases[i].has);
      remove_scratch_folder (folder);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ledger-table/tried", test_tried);
  g_test_add_func ("/ledger-table/arm", test_arm);
  g_test_add_func ("/ledger-table/settle-once", test_settle_once);
  g_test_add_func ("/ledger-table/counts", test_counts);
  g_test_add_func ("/ledger-table/retry-spares-suppressed", test_retry_spares_suppressed);
  g_test_add_func ("/ledger-table/has-doubt", test_has_doubt);
  return g_test_run ();
}
