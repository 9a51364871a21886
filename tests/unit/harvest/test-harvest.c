/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-workspace.h"

#include "base/error.h"
#include "harvest/harvest-table.h"
#include "harvest/harvest.h"
#include "running-collector.h"
#include "workspace/secrets.h"

#define API_KEY "correct-horse"
#define BROWSER "Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/115.0"
#define SECOND G_GINT64_CONSTANT (1000000)

enum { CAMPAIGN = 1, TEST_CAMPAIGN = 2, ANN = 1, BOB = 2, CLO = 3, DAN = 4, TEST_ROW = 5, N_BURST = 120 };

/* Everybody was accepted at second 1000; Clo is in doubt. Dan is measured by consent he has taken back since. */
static const char people[] =
  "INSERT INTO contact (id, key, address, consent, created_us, modified_us) VALUES (1, 'ann@example.org', 'ann@example.org',"
  " 3, 1, 1), (2, 'bob@example.org', 'bob@example.org', 3, 1, 1), (3, 'clo@example.org', 'clo@example.org', 3, 1, 1),"
  " (4, 'dan@example.org', 'dan@example.org', 1, 1, 1);"
  "INSERT INTO consent_evidence (id, basis) VALUES (1, 'consent');"
  "INSERT INTO consent (key, purpose, given, at_us, recorded_us, evidence) SELECT key, p, 1, 1, 1, 1 FROM contact,"
  " (SELECT 1 AS p UNION SELECT 2);"
  "INSERT INTO consent (key, purpose, given, at_us, recorded_us) VALUES ('dan@example.org', 2, 0, 2, 2);"
  "INSERT INTO campaign (id, kind, name, state, created_us, modified_us) VALUES (1, 'campaign', 'C', 'running', 1, 1),"
  " (2, 'test', 'T', 'finished', 1, 1);"
  "INSERT INTO ledger (id, campaign, contact, key, address, state, individual, settled_us)"
  " SELECT id, 1, id, key, address, CASE id WHEN 3 THEN 3 ELSE 4 END, 1, CASE id WHEN 3 THEN NULL ELSE 1000000000 END"
  " FROM contact;"
  "INSERT INTO ledger (id, campaign, contact, key, address, state, individual, settled_us)"
  " VALUES (5, 2, 1, 'ann@example.org', 'ann@example.org', 4, 1, 1000000000)";

typedef struct {
  char *folder;
  PostinoWorkspace *workspace;
  PostinoSpool *spool;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->workspace = open_scratch_workspace (&fixture->folder);
  run_sql (fixture->workspace, people);
  path = postino_workspace_build_path (fixture->workspace, "spool.db");
  fixture->spool = postino_spool_open (path, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  postino_spool_close (fixture->spool);
  g_object_unref (fixture->workspace);
  remove_scratch_folder (fixture->folder);
  g_free (fixture->folder);
}

static void
add_hit (Fixture    *fixture,
         char        kind,
         gint64      campaign,
         gint64      row,
         gint64      second,
         const char *method,
         const char *agent)
{
  g_autoptr (GError) error = NULL;
  PostinoHit hit = { 0, second * SECOND, kind, campaign, row, kind == 'c' ? 2 : 0, (char *) method, (char *) "192.0.2.0",
                     (char *) agent };

  g_assert_true (postino_spool_append (fixture->spool, &hit, &error));
  g_assert_no_error (error);
}

static void
harvest (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) left = NULL;

  g_assert_true (postino_harvest_run (fixture->workspace, fixture->spool, &error));
  g_assert_no_error (error);
  left = postino_spool_page (fixture->spool, 0, 10, &error);
  g_assert_cmpuint (left->len, ==, 0);
}

#define NUMBER(SQL) get_number (fixture->workspace, SQL)

static void
test_reading (Fixture      *fixture,
              gconstpointer data)
{
  add_hit (fixture, 'o', CAMPAIGN, ANN, 1060, "GET", BROWSER);
  add_hit (fixture, 'c', CAMPAIGN, ANN, 1070, "GET", BROWSER);
  add_hit (fixture, 'c', CAMPAIGN, BOB, 1001, "GET", BROWSER);       /* faster than anybody reads */
  add_hit (fixture, 'o', CAMPAIGN, BOB, 1100, "GET", "Mozilla/5.0"); /* Apple's proxy */
  add_hit (fixture, 'o', CAMPAIGN, 0, 1200, "GET", NULL);            /* nobody in particular */
  harvest (fixture);

  g_assert_cmpint (NUMBER ("SELECT count(*) FROM event"), ==, 5);
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM event WHERE type = 'opened' AND kind = 'human' AND ledger = 1 AND "
                           "contact = 1 AND link IS NULL AND ip = '192.0.2.0' AND agent IS NOT NULL"),
                   ==, 1);
  g_assert_cmpint (NUMBER ("SELECT link FROM event WHERE type = 'clicked' AND kind = 'human'"), ==, 2);
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM event WHERE type = 'clicked' AND kind = 'unknown' AND ledger = 2"), ==, 1);
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM event WHERE type = 'opened' AND kind = 'machine' AND ledger = 2"), ==, 1);
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM event WHERE ledger IS NULL AND ip IS NULL AND kind = 'unknown'"), ==, 1);

  g_assert_cmpint (NUMBER ("SELECT last_open_us FROM contact WHERE id = 1"), ==, 1060 * SECOND);
  g_assert_cmpint (NUMBER ("SELECT last_click_us FROM contact WHERE id = 1"), ==, 1070 * SECOND);
  g_assert_cmpint (NUMBER ("SELECT last_open_us FROM contact WHERE id = 2"), ==, -1);
  g_assert_cmpint (NUMBER ("SELECT last_click_us FROM contact WHERE id = 2"), ==, 1001 * SECOND);

  g_assert_cmpint (NUMBER ("SELECT sum (people) FROM rollup WHERE type = 'clicked' AND link = -1"), ==, 2);
  g_assert_cmpint (NUMBER ("SELECT harvested_us > 0 AND upto = 5 FROM harvest WHERE source = 'local'"), ==, 1);
}

/* The same page again, as after a crash between the commit and the acknowledgement. */
static void
test_twice (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = postino_workspace_build_path (fixture->workspace, "spool.db");
  g_autofree char *copy = postino_workspace_build_path (fixture->workspace, "copy.db");
  g_autofree char *sql = g_strdup_printf ("VACUUM INTO '%s'", copy);
  g_autoptr (PostinoDb) db = NULL;

  for (int i = 0; i < N_BURST; i++)
    add_hit (fixture, 'o', CAMPAIGN, ANN, 1060 + i, "GET", BROWSER);
  add_hit (fixture, 'u', CAMPAIGN, BOB, 1300, POSTINO_HIT_BUTTON, BROWSER);
  db = postino_db_open (path, POSTINO_DB_READ_WRITE, &error);
  g_assert_true (postino_db_exec (db, sql, &error));
  harvest (fixture);

  postino_spool_close (fixture->spool);
  fixture->spool = postino_spool_open (copy, NULL, &error);
  g_assert_no_error (error);
  harvest (fixture);
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM event WHERE type = 'opened'"), ==, N_BURST);
  g_assert_cmpint (NUMBER ("SELECT sum (n) FROM rollup WHERE type = 'opened' AND link = -1"), ==, N_BURST);
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM event WHERE type = 'unsubscribed'"), ==, 1);
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM suppression"), ==, 1);
}

/* A collector set up anew counts its hits from 1 again: they are not those of the old one. */
static void
test_new_spool (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = postino_workspace_build_path (fixture->workspace, "new.db");

  add_hit (fixture, 'o', CAMPAIGN, ANN, 1060, "GET", BROWSER);
  harvest (fixture);
  postino_spool_close (fixture->spool);
  fixture->spool = postino_spool_open (path, NULL, &error);
  g_assert_no_error (error);
  add_hit (fixture, 'u', CAMPAIGN, ANN, 1070, POSTINO_HIT_BUTTON, BROWSER);
  harvest (fixture);
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM suppression"), ==, 1);
}

static void
test_unsubscribe (Fixture      *fixture,
                  gconstpointer data)
{
  add_hit (fixture, 'u', CAMPAIGN, ANN, 1060, POSTINO_HIT_ONE_CLICK, "Gmail");
  add_hit (fixture, 'u', CAMPAIGN, ANN, 1061, POSTINO_HIT_ONE_CLICK, "Gmail");
  add_hit (fixture, 'u', CAMPAIGN, BOB, 1062, POSTINO_HIT_BUTTON, BROWSER);
  harvest (fixture);

  g_assert_cmpint (NUMBER ("SELECT count(*) FROM suppression WHERE lifted_us IS NULL"), ==, 2);
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM suppression WHERE key = 'ann@example.org' AND reason = 'unsubscribed' "
                           "AND source = 'one-click' AND campaign = 1 AND at_us = 1060000000"),
                   ==, 1);
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM suppression WHERE key = 'bob@example.org' AND source = 'link'"), ==, 1);
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM event WHERE type = 'unsubscribed'"), ==, 2);
  g_assert_cmpint (NUMBER ("SELECT consent & 1 FROM contact WHERE id = 1"), ==, 0);
  g_assert_cmpint (NUMBER ("SELECT consent & 2 FROM contact WHERE id = 1"), ==, 2);
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM consent WHERE given = 0 AND purpose = 1"), ==, 2);
}

/* Somebody who came back by double opt-in and presses the link of the old message again is believed. */
static void
test_unsubscribe_again (Fixture      *fixture,
                        gconstpointer data)
{
  add_hit (fixture, 'u', CAMPAIGN, ANN, 1060, POSTINO_HIT_BUTTON, BROWSER);
  harvest (fixture);
  run_sql (fixture->workspace, "UPDATE suppression SET lifted_us = 2000000000, lifted_why = 'opt-in'");
  add_hit (fixture, 'u', CAMPAIGN, ANN, 3000, POSTINO_HIT_BUTTON, BROWSER);
  harvest (fixture);
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM suppression WHERE lifted_us IS NULL"), ==, 1);
}

static void
test_doubt (Fixture      *fixture,
            gconstpointer data)
{
  static const struct {
    char kind;
    const char *method;
    const char *reason;
  } cases[] = {
    { 'o', "GET", "opened" },
    { 'c', "HEAD", "clicked" },
    { 'u', POSTINO_HIT_BUTTON, "unsubscribed" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT state = 4 AND reason = '%s' AND settled_us = 1500000000 FROM ledger "
                                              "WHERE id = 3",
                                              cases[i].reason);

      run_sql (fixture->workspace, "UPDATE ledger SET state = 3, settled_us = NULL WHERE id = 3;"
                                   "DELETE FROM event; DELETE FROM rollup");
      add_hit (fixture, cases[i].kind, CAMPAIGN, CLO, 1500, cases[i].method, BROWSER);
      add_hit (fixture, cases[i].kind, CAMPAIGN, CLO, 1501, cases[i].method, BROWSER);
      harvest (fixture);
      g_assert_cmpint (NUMBER (sql), ==, 1);
      g_assert_cmpint (NUMBER ("SELECT count(*) FROM event WHERE type = 'accepted' AND ledger = 3"), ==, 1);
    }
  g_assert_cmpint (NUMBER ("SELECT n FROM ledger_count WHERE campaign = 1 AND state = 4"), ==, 4);
}

/* Consent to be measured taken back after the message left: counted, of nobody. The proof that it arrived stays. */
static void
test_tracking_withdrawn (Fixture      *fixture,
                         gconstpointer data)
{
  add_hit (fixture, 'o', CAMPAIGN, DAN, 1100, "GET", BROWSER);
  harvest (fixture);
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM event WHERE type = 'opened' AND ledger IS NULL AND contact IS NULL AND "
                           "ip IS NULL AND agent IS NULL"),
                   ==, 1);
  g_assert_cmpint (NUMBER ("SELECT last_open_us FROM contact WHERE id = 4"), ==, -1);

  run_sql (fixture->workspace, "UPDATE campaign SET tracking = 'individual'");
  add_hit (fixture, 'o', CAMPAIGN, DAN, 1101, "GET", BROWSER);
  harvest (fixture);
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM event WHERE ledger = 4"), ==, 1);
}

/* Tests, and what does not exist (any more) or does not belong together. */
static void
test_nothing (Fixture      *fixture,
              gconstpointer data)
{
  add_hit (fixture, 'o', TEST_CAMPAIGN, TEST_ROW, 1100, "GET", BROWSER);
  add_hit (fixture, 'u', TEST_CAMPAIGN, TEST_ROW, 1100, POSTINO_HIT_BUTTON, BROWSER);
  add_hit (fixture, 'u', 99, ANN, 1100, POSTINO_HIT_BUTTON, BROWSER);
  add_hit (fixture, 'u', CAMPAIGN, 999, 1100, POSTINO_HIT_BUTTON, BROWSER);
  add_hit (fixture, 'u', CAMPAIGN, TEST_ROW, 1100, POSTINO_HIT_BUTTON, BROWSER);
  add_hit (fixture, 'u', CAMPAIGN, 0, 1100, POSTINO_HIT_BUTTON, BROWSER);
  harvest (fixture);
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM event"), ==, 0);
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM suppression"), ==, 0);
}

static void
test_public (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  RunningCollector running;
  g_autofree char *sql = NULL;

  g_assert_true (postino_harvest_run_public (fixture->workspace, 0, &error)); /* none is set: nothing to do */
  g_assert_no_error (error);

  start_collector (&running, fixture->spool, API_KEY);
  sql = g_strdup_printf ("INSERT INTO setting VALUES ('collector-url', 'http://127.0.0.1:%u')", running.port);
  run_sql (fixture->workspace, sql);
  for (int i = 0; i < N_BURST; i++)
    add_hit (fixture, 'o', CAMPAIGN, ANN, 1060 + i, "GET", BROWSER);
  add_hit (fixture, 'u', CAMPAIGN, BOB, 1300, POSTINO_HIT_ONE_CLICK, BROWSER);

  /* Without the key: refused, said once, then left alone for a while, except for somebody who asks. */
  g_assert_false (postino_harvest_run_public (fixture->workspace, POSTINO_HARVEST_INTERVAL_US, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_true (postino_harvest_run_public (fixture->workspace, POSTINO_HARVEST_INTERVAL_US, &error));
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM event"), ==, 0);

  postino_secrets_store (fixture->workspace, POSTINO_SECRET_COLLECTOR_KEY, API_KEY, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (postino_harvest_run_public (fixture->workspace, 0, &error));
  g_assert_no_error (error);
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM event WHERE type = 'opened'"), ==, N_BURST);
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM suppression WHERE source = 'one-click'"), ==, 1);
  g_assert_cmpint (NUMBER ("SELECT harvested_us > 0 FROM harvest WHERE source = 'public'"), ==, 1);

  /* Within the interval nothing is asked; what came in the meantime waits. */
  add_hit (fixture, 'u', CAMPAIGN, ANN, 1400, POSTINO_HIT_ONE_CLICK, BROWSER);
  g_assert_true (postino_harvest_run_public (fixture->workspace, POSTINO_HARVEST_INTERVAL_US, &error));
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM suppression"), ==, 1);
  g_assert_true (postino_harvest_run_public (fixture->workspace, 0, &error));
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM suppression"), ==, 2);
  stop_collector (&running);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(NAME, FUNC) g_test_add ("/harvest/" NAME, Fixture, NULL, set_up, FUNC, tear_down)
  ADD ("reading", test_reading);
  ADD ("twice", test_twice);
  ADD ("new-spool", test_new_spool);
  ADD ("unsubscribe", test_unsubscribe);
  ADD ("unsubscribe-again", test_unsubscribe_again);
  ADD ("doubt", test_doubt);
  ADD ("tracking-withdrawn", test_tracking_withdrawn);
  ADD ("nothing", test_nothing);
  ADD ("public", test_public);
#undef ADD
  return g_test_run ();
}
