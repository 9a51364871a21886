/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that a dead run left handed, one for each thing the flight table may say. */
#include "scratch-db.h"

#include "campaign/ledger-table.h"
#include "send/recovery.h"

#define WORLD                                                                                                   \
  "INSERT INTO campaign (id, kind, name, created_us, modified_us) VALUES (1, 'campaign', 'c', 1, 1);"            \
  "INSERT INTO ledger (id, campaign, key, address, state, attempt, run) VALUES "                                 \
  "(1, 1, 'a1@x.it', 'a1@x.it', 1, 1, 'dead'), (2, 1, 'a2@x.it', 'a2@x.it', 1, 1, 'dead'),"                      \
  "(3, 1, 'a3@x.it', 'a3@x.it', 1, 1, 'dead'), (4, 1, 'a4@x.it', 'a4@x.it', 1, 1, 'dead'),"                      \
  "(5, 1, 'a5@x.it', 'a5@x.it', 1, 1, 'dead'), (6, 1, 'a6@x.it', 'a6@x.it', 1, 2, 'dead'),"                      \
  "(7, 1, 'a7@x.it', 'a7@x.it', 1, 1, 'older'), (8, 1, 'a8@x.it', 'a8@x.it', 1, 1, 'dead'),"                     \
  "(9, 1, 'a9@x.it', 'a9@x.it', 1, 1, 'now'), (10, 1, 'a10@x.it', 'a10@x.it', 0, 0, NULL)"

static const struct {
  gint64 row;
  PostinoLedgerState with_table;    /* the table of run "dead" is there */
  PostinoLedgerState without_table;
} cases[] = {
  { 1, POSTINO_LEDGER_READY, POSTINO_LEDGER_IN_DOUBT },     /* not listed */
  { 2, POSTINO_LEDGER_READY, POSTINO_LEDGER_IN_DOUBT },     /* idle */
  { 3, POSTINO_LEDGER_READY, POSTINO_LEDGER_IN_DOUBT },     /* body */
  { 4, POSTINO_LEDGER_IN_DOUBT, POSTINO_LEDGER_IN_DOUBT },  /* dot left */
  { 5, POSTINO_LEDGER_ACCEPTED, POSTINO_LEDGER_IN_DOUBT },  /* answered 250 */
  { 6, POSTINO_LEDGER_READY, POSTINO_LEDGER_IN_DOUBT },     /* only its first attempt is listed */
  { 7, POSTINO_LEDGER_IN_DOUBT, POSTINO_LEDGER_IN_DOUBT },  /* another run's */
  { 8, POSTINO_LEDGER_REFUSED, POSTINO_LEDGER_IN_DOUBT },   /* answered 550 */
  { 9, POSTINO_LEDGER_HANDED, POSTINO_LEDGER_HANDED },      /* this run's own */
  { 10, POSTINO_LEDGER_READY, POSTINO_LEDGER_READY },
};

static void
write_table (const char *path)
{
  g_autoptr (PostinoFlight) flight = postino_flight_create (path, "dead", NULL);
  int slot;

  postino_flight_take (flight, 2, 1);
  slot = postino_flight_take (flight, 3, 1);
  postino_flight_set (flight, slot, POSTINO_FLIGHT_BODY);
  slot = postino_flight_take (flight, 4, 1);
  postino_flight_set (flight, slot, POSTINO_FLIGHT_DOT_LEFT);
  slot = postino_flight_take (flight, 5, 1);
  postino_flight_answer (flight, slot, 250, "250 2.0.0 Ok: queued as 4AbC");
  slot = postino_flight_take (flight, 6, 1);
  postino_flight_set (flight, slot, POSTINO_FLIGHT_DOT_LEFT);
  slot = postino_flight_take (flight, 7, 1);
  postino_flight_answer (flight, slot, 250, "250 ok");
  slot = postino_flight_take (flight, 8, 1);
  postino_flight_answer (flight, slot, 550, "550 5.1.1 No such user");
}

static void
test_recovery (gconstpointer data)
{
  gboolean with_table = GPOINTER_TO_INT (data);
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autofree char *path = g_build_filename (folder, "flight", NULL);
  g_autoptr (PostinoStore) store = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n = 0;

  g_assert_true (postino_db_exec (db, WORLD, &error));
  if (with_table)
    write_table (path);
  store = postino_store_new (postino_db_get_path (db), &error);

  /* Twice: a crash in the middle of recovery repeats it. */
  for (int i = 0; i < 2; i++)
    {
      g_assert_true (postino_recovery_run (store, path, "now", NULL, &error));
      g_assert_no_error (error);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PostinoLedgerRow) row = postino_ledger_table_get (db, cases[i].row, &error);

      g_test_message ("row %d", (int) cases[i].row);
      g_assert_cmpint (row->state, ==, with_table ? cases[i].with_table : cases[i].without_table);
      if (with_table && row->id == 5)
        g_assert_cmpstr (row->queue_id, ==, "4AbC");
    }
  postino_db_get_number (db, 0, &n, &error, "SELECT count(*) FROM event WHERE type = 'accepted'", "");
  g_assert_cmpint (n, ==, with_table ? 1 : 0);
  postino_db_get_number (db, 0, &n, &error, "SELECT count(*) FROM suppression WHERE key = 'a8@x.it'", "");
  g_assert_cmpint (n, ==, with_table ? 1 : 0);
  postino_store_close (store);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/recovery/with-table", GINT_TO_POINTER (TRUE), test_recovery);
  g_test_add_data_func ("/recovery/without-table", GINT_TO_POINTER (FALSE), test_recovery);
  return g_test_run ();
}
