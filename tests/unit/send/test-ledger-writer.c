/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows armed and settled through the group commit, also while the database refuses. What the writer says it has written is
 * waited for by queues, never by time. */
#include "scratch-workspace.h"

#include "campaign/caps-table.h"
#include "campaign/ledger-table.h"
#include "send/ledger-writer.h"
#include "store/change.h"

enum { N_ROWS = 600, LIMIT_US = 60 * G_USEC_PER_SEC };

/* Whatever would settle a row fails. */
#define BREAK "CREATE TRIGGER broken BEFORE UPDATE OF state ON ledger WHEN new.state = 4 BEGIN SELECT raise (ABORT, 'no'); END"
#define MEND "DROP TRIGGER broken"

typedef struct {
  char *folder;
  PostinoWorkspace *workspace;
  char *flight_path;
  PostinoFlight *flight;
  PostinoLedgerWriter *writer;
  GAsyncQueue *armed;   /* PostinoLedgerRow, or nothing */
  GAsyncQueue *settled; /* row ids */
} Fixture;

static GAsyncQueue *warnings; /* what the writer complained of; g_log has one writer a process */
static int nothing;

static GLogWriterOutput
note_warning_cb (GLogLevelFlags   level,
                 const GLogField *fields,
                 gsize            n_fields,
                 gpointer         user_data)
{
  if (level & G_LOG_LEVEL_WARNING)
    g_async_queue_push (warnings, &nothing);
  return level & G_LOG_LEVEL_WARNING ? G_LOG_WRITER_HANDLED : g_log_writer_default (level, fields, n_fields, user_data);
}

static gpointer
pop (GAsyncQueue *queue)
{
  gpointer item = g_async_queue_timeout_pop (queue, LIMIT_US);

  g_assert_nonnull (item);
  return item;
}

static void
armed_cb (PostinoLedgerRow *row,
          gpointer          user_data)
{
  g_async_queue_push (user_data, row != NULL ? (gpointer) row : &nothing);
}

typedef struct {
  GAsyncQueue *queue;
  gint64 row;
} Settled;

static void
settled_cb (gpointer user_data)
{
  Settled *settled = user_data;

  g_async_queue_push (settled->queue, GINT_TO_POINTER ((int) settled->row));
  g_free (settled);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  while (g_async_queue_try_pop (warnings) != NULL)
    continue;
  fixture->workspace = open_scratch_workspace (&fixture->folder);
  run_sql (fixture->workspace,
           "INSERT INTO campaign (id, kind, name, state, wanted, created_us, modified_us) "
           "VALUES (1, 'campaign', 'c', 'running', 'run', 1, 1);"
           "INSERT INTO server (id, name, kind, host, port, tls, created_us) VALUES (7, 's', 'smtp', 'h', 25, 'none', 1);"
           "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600) "
           "INSERT INTO ledger (id, campaign, key, address, state) SELECT i, 1, 'c' || i, 'c' || i, 0 FROM n");
  fixture->flight_path = g_build_filename (fixture->folder, "flight", NULL);
  fixture->flight = postino_flight_create (fixture->flight_path, "run", &error);
  g_assert_no_error (error);
  fixture->writer = postino_ledger_writer_new (postino_workspace_get_store (fixture->workspace), "run", fixture->flight);
  fixture->armed = g_async_queue_new ();
  fixture->settled = g_async_queue_new ();
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_clear_pointer (&fixture->writer, postino_ledger_writer_free);
  postino_flight_close (fixture->flight);
  g_async_queue_unref (fixture->armed);
  g_async_queue_unref (fixture->settled);
  g_object_unref (fixture->workspace);
  remove_scratch_folder (fixture->folder);
  g_free (fixture->flight_path);
  g_free (fixture->folder);
}

/* Arms @id and waits for it; yours. */
static PostinoLedgerRow *
arm (Fixture *fixture,
     gint64   id)
{
  gpointer row;

  postino_ledger_writer_arm (fixture->writer, id, 7, FALSE, armed_cb, fixture->armed);
  row = pop (fixture->armed);
  return row != &nothing ? row : NULL;
}

/* An answered slot and an outcome of 250 for @row; the slot. */
static int
settle (Fixture                *fixture,
        const PostinoLedgerRow *row)
{
  g_autoptr (PostinoSmtpReply) reply = postino_smtp_reply_new (250, "2.0.0", "Ok");
  Settled *settled = g_new0 (Settled, 1);
  PostinoOutcome outcome;
  int slot = postino_flight_take (fixture->flight, row->id, row->attempt);

  settled->queue = fixture->settled;
  settled->row = row->id;
  postino_flight_answer (fixture->flight, slot, 250, "250 2.0.0 Ok");
  postino_outcome_judge (&outcome, row, POSTINO_SMTP_STAGE_DOT, reply, NULL, NULL);
  postino_ledger_writer_settle (fixture->writer, &outcome, slot, settled_cb, settled);
  g_assert_null (outcome.key); /* taken over */
  return slot;
}

static PostinoFlightPhase
find_phase (Fixture *fixture,
            gint64   row)
{
  g_autoptr (PostinoFlightLog) log = postino_flight_log_read (fixture->flight_path);
  const char *reply;
  guint code;

  return postino_flight_log_find (log, row, 1, &code, &reply);
}

static gint64
count (Fixture           *fixture,
       PostinoLedgerState state)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM ledger WHERE state = %d", state);

  return get_number (fixture->workspace, sql);
}

static gint64
count_sent (Fixture *fixture)
{
  return get_number (fixture->workspace, "SELECT sum (n) FROM cap_count WHERE server = 7");
}

static void
test_all (Fixture      *fixture,
          gconstpointer data)
{
  for (gint64 id = 1; id <= N_ROWS; id++)
    postino_ledger_writer_arm (fixture->writer, id, 7, FALSE, armed_cb, fixture->armed);
  for (gint64 id = 1; id <= N_ROWS; id++)
    {
      g_autoptr (PostinoLedgerRow) row = pop (fixture->armed);

      g_assert_true ((gpointer) row != &nothing);
      g_assert_cmpint (row->id, ==, id); /* in the order they were asked for */
      g_assert_cmpint (row->state, ==, POSTINO_LEDGER_HANDED);
      settle (fixture, row);
    }
  for (gint64 id = 1; id <= N_ROWS; id++)
    g_assert_cmpint (GPOINTER_TO_INT (pop (fixture->settled)), ==, id);
  g_assert_cmpint (count (fixture, POSTINO_LEDGER_ACCEPTED), ==, N_ROWS);
  g_assert_cmpint (get_number (fixture->workspace, "SELECT count (*) FROM event WHERE type = 'accepted'"), ==, N_ROWS);
  g_assert_cmpint (get_number (fixture->workspace, "SELECT count (*) FROM ledger WHERE run = 'run' AND server = 7"), ==, N_ROWS);
  g_assert_cmpint (find_phase (fixture, 1), ==, POSTINO_FLIGHT_FREE);
  g_assert_cmpint (count_sent (fixture), ==, N_ROWS);
}

static void
settle_as (Fixture                *fixture,
           const PostinoLedgerRow *row,
           PostinoSmtpStage        stage,
           guint                   code)
{
  g_autoptr (PostinoSmtpReply) reply = postino_smtp_reply_new (code, NULL, "so");
  Settled *settled = g_new0 (Settled, 1);
  PostinoOutcome outcome;

  *settled = (Settled) { fixture->settled, row->id };
  postino_outcome_judge (&outcome, row, stage, reply, NULL, NULL);
  outcome.at_us += POSTINO_CAP_SLICE_US; /* it took a minute */
  postino_ledger_writer_settle (fixture->writer, &outcome, -1, settled_cb, settled);
  pop (fixture->settled);
}

/* What is armed counts at once; what was refused or is deferred does not any more; what was taken, at the minute of
 * its end. */
static void
test_counts (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (PostinoLedgerRow) taken = arm (fixture, 1);
  g_autoptr (PostinoLedgerRow) refused = arm (fixture, 2);
  g_autoptr (PostinoLedgerRow) deferred = arm (fixture, 3);
  gint64 slice_us = postino_caps_table_find_slice (taken->armed_us + POSTINO_CAP_SLICE_US);
  g_autofree char *sql = g_strdup_printf ("SELECT n FROM cap_count WHERE slice_us >= %" G_GINT64_FORMAT, slice_us);

  g_assert_cmpint (count_sent (fixture), ==, 3);
  settle_as (fixture, refused, POSTINO_SMTP_STAGE_RCPT, 550);
  settle_as (fixture, deferred, POSTINO_SMTP_STAGE_DOT, 451);
  g_assert_cmpint (count_sent (fixture), ==, 1);
  settle_as (fixture, taken, POSTINO_SMTP_STAGE_DOT, 250);
  g_assert_cmpint (count_sent (fixture), ==, 1);
  g_assert_cmpint (get_number (fixture->workspace, sql), ==, 1);
}

/* A row that is not to be armed is answered all the same. */
static void
test_not_armed (Fixture      *fixture,
                gconstpointer data)
{
  run_sql (fixture->workspace, "UPDATE ledger SET state = 4 WHERE id = 1; UPDATE ledger SET key = 'a@x.it' WHERE id = 2;"
                               "INSERT INTO suppression (key, reason, source, at_us) VALUES ('@x.it', 'manual', 'cli', 1)");
  for (gint64 id = 1; id <= 2; id++)
    g_assert_null (arm (fixture, id));
  g_assert_cmpint (count (fixture, POSTINO_LEDGER_SKIPPED), ==, 1);
  g_assert_cmpint (count (fixture, POSTINO_LEDGER_HANDED), ==, 0);
}

typedef struct {
  GAsyncQueue *entered;
  GAsyncQueue *may_leave;
} Gate;

static gboolean
wait_at_gate_cb (PostinoDb *db,
                 gpointer   data,
                 GError   **error)
{
  Gate *gate = data;

  g_async_queue_push (gate->entered, &nothing);
  pop (gate->may_leave);
  return TRUE;
}

typedef struct {
  PostinoStore *store;
  Gate gate;
} Blocker;

static gpointer
block_store (gpointer data)
{
  Blocker *blocker = data;

  postino_store_write (blocker->store, POSTINO_STORE_NORMAL, wait_at_gate_cb, &blocker->gate, NULL);
  return NULL;
}

/* What gathers while the database is busy goes in one commit, arms and outcomes together; so there are two at most: the
 * one that was waiting to be let in, and the rest. */
static void
test_one_commit (Fixture      *fixture,
                 gconstpointer data)
{
  Blocker blocker = { postino_workspace_get_store (fixture->workspace), { g_async_queue_new (), g_async_queue_new () } };
  PostinoLedgerRow *rows[20];
  GThread *thread;
  gint64 before;

  for (int i = 0; i < 20; i++)
    rows[i] = arm (fixture, i + 1);
  before = get_number (fixture->workspace, "SELECT n FROM change WHERE topic = 'ledger'");
  thread = g_thread_new ("blocker", block_store, &blocker);
  pop (blocker.gate.entered);
  for (int i = 0; i < 20; i++)
    {
      settle (fixture, rows[i]);
      postino_ledger_writer_arm (fixture->writer, 101 + i, 7, FALSE, armed_cb, fixture->armed);
    }
  g_async_queue_push (blocker.gate.may_leave, &nothing);
  for (int i = 0; i < 20; i++)
    {
      pop (fixture->settled);
      postino_ledger_row_free (pop (fixture->armed));
      postino_ledger_row_free (rows[i]);
    }
  g_thread_join (thread);
  g_assert_cmpint (get_number (fixture->workspace, "SELECT n FROM change WHERE topic = 'ledger'") - before, <=, 2);
  g_assert_cmpint (count (fixture, POSTINO_LEDGER_ACCEPTED), ==, 20);
  g_assert_cmpint (count (fixture, POSTINO_LEDGER_HANDED), ==, 20);
  g_async_queue_unref (blocker.gate.entered);
  g_async_queue_unref (blocker.gate.may_leave);
}

/* While the database refuses, outcomes wait, their slots stay answered, and nothing is armed; then they are written. */
static void
test_trouble (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (PostinoLedgerRow) first = arm (fixture, 1);
  g_autoptr (PostinoLedgerRow) second = arm (fixture, 2);
  g_autoptr (PostinoLedgerRow) third = NULL;
  g_autofree char *trouble = NULL;
  g_autofree char *after = NULL;

  g_assert_null (postino_ledger_writer_dup_trouble (fixture->writer));
  run_sql (fixture->workspace, BREAK);
  settle (fixture, first);
  settle (fixture, second);
  pop (warnings);
  trouble = postino_ledger_writer_dup_trouble (fixture->writer);
  g_assert_nonnull (trouble);
  g_assert_null (arm (fixture, 3)); /* in one batch with what cannot be written */
  g_assert_null (g_async_queue_try_pop (fixture->settled));
  g_assert_cmpint (find_phase (fixture, 1), ==, POSTINO_FLIGHT_ANSWERED);
  g_assert_cmpint (find_phase (fixture, 2), ==, POSTINO_FLIGHT_ANSWERED);
  g_assert_cmpint (count (fixture, POSTINO_LEDGER_HANDED), ==, 2);

  run_sql (fixture->workspace, MEND);
  third = arm (fixture, 3);
  g_assert_nonnull (third);
  g_assert_cmpint (GPOINTER_TO_INT (pop (fixture->settled)), ==, 1);
  g_assert_cmpint (GPOINTER_TO_INT (pop (fixture->settled)), ==, 2);
  after = postino_ledger_writer_dup_trouble (fixture->writer);
  g_assert_null (after);
  g_assert_cmpint (find_phase (fixture, 1), ==, POSTINO_FLIGHT_FREE);
  g_assert_cmpint (count (fixture, POSTINO_LEDGER_ACCEPTED), ==, 2);
  g_assert_cmpint (get_number (fixture->workspace, "SELECT count (*) FROM event"), ==, 2);
}

/* A worker that ends does not wait for a full disk: those who wait are told, and recovery finds the answers in the slots. */
static void
test_give_up (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (PostinoLedgerRow) row = arm (fixture, 1);

  run_sql (fixture->workspace, BREAK);
  settle (fixture, row);
  pop (warnings);
  postino_ledger_writer_give_up (fixture->writer);
  g_assert_cmpint (GPOINTER_TO_INT (pop (fixture->settled)), ==, 1);
  g_assert_cmpint (find_phase (fixture, 1), ==, POSTINO_FLIGHT_ANSWERED);
  g_assert_cmpint (count (fixture, POSTINO_LEDGER_HANDED), ==, 1);
}

/* Ends after what was submitted is written. */
static void
test_free_writes (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (PostinoLedgerRow) row = arm (fixture, 1);

  settle (fixture, row);
  g_clear_pointer (&fixture->writer, postino_ledger_writer_free);
  g_assert_cmpint (GPOINTER_TO_INT (g_async_queue_try_pop (fixture->settled)), ==, 1);
  g_assert_cmpint (count (fixture, POSTINO_LEDGER_ACCEPTED), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  warnings = g_async_queue_new ();
  g_log_set_writer_func (note_warning_cb, NULL, NULL);
  g_test_add ("/ledger-writer/all", Fixture, NULL, set_up, test_all, tear_down);
  g_test_add ("/ledger-writer/counts", Fixture, NULL, set_up, test_counts, tear_down);
  g_test_add ("/ledger-writer/not-armed", Fixture, NULL, set_up, test_not_armed, tear_down);
  g_test_add ("/ledger-writer/one-commit", Fixture, NULL, set_up, test_one_commit, tear_down);
  g_test_add ("/ledger-writer/trouble", Fixture, NULL, set_up, test_trouble, tear_down);
  g_test_add ("/ledger-writer/give-up", Fixture, NULL, set_up, test_give_up, tear_down);
  g_test_add ("/ledger-writer/free-writes", Fixture, NULL, set_up, test_free_writes, tear_down);
  status = g_test_run ();
  g_async_queue_unref (warnings);
  return status;
}
