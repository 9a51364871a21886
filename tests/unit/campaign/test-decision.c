/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-workspace.h"

#include "base/error.h"
#include "campaign/campaigns-table.h"
#include "campaign/decision.h"
#include "campaign/ledger-table.h"

/* More than one chunk in doubt, one of them suppressed since; one refused. */
#define WORLD                                                                                        \
  "INSERT INTO server (id, name, kind, host, port, tls, stopped_why, created_us) VALUES "            \
  "(1, 'a', 'smtp', 'h', 25, 'none', 'password', 1), (2, 'b', 'smtp', 'h', 25, 'none', 'other', 1);" \
  "INSERT INTO campaign (id, kind, name, state, wanted, created_us, modified_us) VALUES "            \
  "(1, 'campaign', 'a', 'paused', 'pause', 1, 1), (2, 'campaign', 'b', 'draft', 'draft', 1, 1);"     \
  "INSERT INTO campaign_server VALUES (1, 1, 1);"                                                    \
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 700) "                  \
  "INSERT INTO ledger (campaign, key, address, state) SELECT 1, i || '@x.it', i || '@x.it', 3 FROM n;" \
  "INSERT INTO ledger (campaign, key, address, state) VALUES (1, 'r@x.it', 'r@x.it', 5);"            \
  "INSERT INTO suppression (key, reason, source, at_us) VALUES ('7@x.it', 'unsubscribed', 'manual', 1);"

enum { DOUBTFUL = 700 };

typedef struct {
  gint64 counts[POSTINO_LEDGER_N_STATES];
  gint64 events;
} Look;

static gboolean
look_cb (PostinoDb *db,
         gpointer   data,
         GError   **error)
{
  Look *look = data;

  return postino_ledger_table_count (db, 1, look->counts, error)
         && postino_db_get_number (db, 0, &look->events, error,
                                   "SELECT count (*) FROM event WHERE campaign = 1", "");
}

static const struct {
  PostinoDecision decision;
  gint64 reached;
  gint64 ready;
  gint64 in_doubt;
  gint64 accepted;
  gint64 refused;
} cases[] = {
  { POSTINO_DECISION_SEND_AGAIN, DOUBTFUL - 1, DOUBTFUL - 1, 1, 0, 1 },
  { POSTINO_DECISION_TAKE_AS_SENT, DOUBTFUL, 0, 0, DOUBTFUL, 1 },
  { POSTINO_DECISION_RETRY_REFUSED, 1, 1, DOUBTFUL, 0, 0 },
};

static void
test_make (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = NULL;
      g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);
      PostinoStore *store = postino_workspace_get_store (workspace);
      g_autoptr (GError) error = NULL;
      Look look = { 0 };
      gint64 n = 0;

      run_sql (workspace, WORLD);
      g_assert_true (postino_decision_make (store, 1, cases[i].decision, &n, &error));
      g_assert_no_error (error);
      g_assert_cmpint (n, ==, cases[i].reached);
      g_assert_true (postino_store_read (store, look_cb, &look, NULL));
      g_assert_cmpint (look.counts[POSTINO_LEDGER_READY], ==, cases[i].ready);
      g_assert_cmpint (look.counts[POSTINO_LEDGER_IN_DOUBT], ==, cases[i].in_doubt);
      g_assert_cmpint (look.counts[POSTINO_LEDGER_ACCEPTED], ==, cases[i].accepted);
      g_assert_cmpint (look.counts[POSTINO_LEDGER_REFUSED], ==, cases[i].refused);
      g_assert_cmpint (look.events, >, 0);

      /* Deciding again finds nothing more. */
      g_assert_true (postino_decision_make (store, 1, cases[i].decision, &n, &error));
      g_assert_cmpint (n, ==, 0);
      g_clear_object (&workspace);
      remove_scratch_folder (folder);
    }
}

/* ---- about one recipient ---- */

typedef struct {
  const char *key;
  PostinoDecision decision;
  gboolean reached;
  PostinoLedgerState state; /* afterwards */
} One;

static gboolean
decide_one_cb (PostinoDb *db,
               gpointer   data,
               GError   **error)
{
  const One *one = data;
  g_autoptr (PostinoLedgerRow) row = NULL;
  g_autoptr (PostinoLedgerRow) after = NULL;
  gboolean reached = FALSE;

  if (!postino_ledger_table_find (db, 1, one->key, &row, error)
      || !postino_decision_make_one (db, 1, row->id, one->decision, &reached, error)
      || !postino_ledger_table_find (db, 1, one->key, &after, error))
    return FALSE;
  g_test_message ("%s", one->key);
  g_assert_cmpint (reached, ==, one->reached);
  g_assert_cmpint (after->state, ==, one->state);
  return TRUE;
}

static const One ones[] = {
  { "1@x.it", POSTINO_DECISION_SEND_AGAIN, TRUE, POSTINO_LEDGER_READY },
  { "2@x.it", POSTINO_DECISION_TAKE_AS_SENT, TRUE, POSTINO_LEDGER_ACCEPTED },
  { "2@x.it", POSTINO_DECISION_SEND_AGAIN, FALSE, POSTINO_LEDGER_ACCEPTED }, /* decided already */
  { "7@x.it", POSTINO_DECISION_SEND_AGAIN, FALSE, POSTINO_LEDGER_IN_DOUBT }, /* suppressed since */
  { "7@x.it", POSTINO_DECISION_TAKE_AS_SENT, TRUE, POSTINO_LEDGER_ACCEPTED },
  { "r@x.it", POSTINO_DECISION_TAKE_AS_SENT, FALSE, POSTINO_LEDGER_REFUSED }, /* not in doubt */
  { "r@x.it", POSTINO_DECISION_RETRY_REFUSED, TRUE, POSTINO_LEDGER_READY },
};

static void
test_make_one (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);
  PostinoStore *store = postino_workspace_get_store (workspace);
  Look look = { 0 };

  run_sql (workspace, WORLD);
  for (gsize i = 0; i < G_N_ELEMENTS (ones); i++)
    {
      g_autoptr (GError) error = NULL;

      postino_store_write (store, POSTINO_STORE_NORMAL, decide_one_cb, (gpointer) &ones[i], &error);
      g_assert_no_error (error);
    }
  g_assert_true (postino_store_read (store, look_cb, &look, NULL));
  g_assert_cmpint (look.counts[POSTINO_LEDGER_IN_DOUBT], ==, DOUBTFUL - 3);
  g_assert_cmpint (look.events, ==, 4);
  g_clear_object (&workspace);
  remove_scratch_folder (folder);
}

static const struct {
  const char *state;
  const char *wanted;
  PostinoDecision decision;
  PostinoWanted then;
} ends[] = {
  { "finished", "stop", POSTINO_DECISION_SEND_AGAIN, POSTINO_WANTED_RUN },
  { "finished", "stop", POSTINO_DECISION_TAKE_AS_SENT, POSTINO_WANTED_STOP },
  { "stopping", "stop", POSTINO_DECISION_SEND_AGAIN, POSTINO_WANTED_STOP },
  { "paused", "pause", POSTINO_DECISION_SEND_AGAIN, POSTINO_WANTED_PAUSE },
};

/* What is to be sent again does not lie ready for ever in a campaign that was stopped. */
static void
test_after_stop (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *folder = NULL;
      g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);
      g_autofree char *sql = g_strdup_printf ("UPDATE campaign SET state = '%s', wanted = '%s' WHERE id = 1",
                                              ends[i].state, ends[i].wanted);
      g_autofree char *then = g_strdup_printf ("SELECT count(*) FROM campaign WHERE id = 1 AND wanted = '%s'",
                                               postino_wanted_to_name (ends[i].then));
      gint64 n = 0;

      run_sql (workspace, WORLD);
      run_sql (workspace, sql);
      g_assert_true (postino_decision_make (postino_workspace_get_store (workspace), 1, ends[i].decision, &n, NULL));
      g_assert_cmpint (get_number (workspace, then), ==, 1);
      g_clear_object (&workspace);
      remove_scratch_folder (folder);
    }
}

typedef struct {
  gint64 campaign;
  gint64 stopped; /* servers */
  PostinoWanted wanted;
} Resume;

static gboolean
resume_cb (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Resume *resume = data;
  g_autoptr (PostinoCampaign) campaign = NULL;

  if (!postino_decision_resume (db, resume->campaign, error))
    return FALSE;
  campaign = postino_campaigns_table_get (db, resume->campaign, error);
  resume->wanted = campaign->wanted;
  return postino_db_get_number (db, 0, &resume->stopped, error,
                                "SELECT count (*) FROM server WHERE stopped_why IS NOT NULL", "");
}

static void
test_resume (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);
  PostinoStore *store = postino_workspace_get_store (workspace);
  g_autoptr (GError) error = NULL;
  Resume resume = { .campaign = 1 };
  Resume draft = { .campaign = 2 };

  run_sql (workspace, WORLD);
  g_assert_true (postino_store_write (store, POSTINO_STORE_NORMAL, resume_cb, &resume, &error));
  g_assert_no_error (error);
  g_assert_cmpint (resume.wanted, ==, POSTINO_WANTED_RUN);
  /* That of another campaign stays stopped. */
  g_assert_cmpint (resume.stopped, ==, 1);

  g_assert_false (postino_store_write (store, POSTINO_STORE_NORMAL, resume_cb, &draft, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
  g_clear_object (&workspace);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/decision/make", test_make);
  g_test_add_func ("/decision/make-one", test_make_one);
  g_test_add_func ("/decision/after-stop", test_after_stop);
  g_test_add_func ("/decision/resume", test_resume);
  return g_test_run ();
}
