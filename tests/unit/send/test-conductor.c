/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Campaigns moved step by step, with a clock that stands still. */
#include <string.h>

#include "scratch-workspace.h"

#include "base/token.h"
#include "campaign/campaigns-table.h"
#include "campaign/ledger-table.h"
#include "send/conductor.h"
#include "send/schedule.h"

#define NOW (G_GINT64_CONSTANT (1795343400) * G_USEC_PER_SEC)

enum { N_CONTACTS = 1200, N_WITHOUT_CONSENT = 100, MAX_STEPS = 200 };

#define WORLD                                                                                                       \
  "INSERT INTO identity (id, email, name, created_us) VALUES (1, 'shop@example.com', 'Bottega', 1);"                \
  "INSERT INTO server (id, name, kind, host, port, tls, trial, created_us) VALUES (1, 't', 'smtp', 'h', 25, 'none', 1, 1);" \
  "INSERT INTO setting VALUES ('collector-url', 'none');"                                                           \
  "INSERT INTO campaign (id, kind, name, identity, created_us, modified_us) VALUES (1, 'campaign', 'c', 1, 1, 1);"  \
  "INSERT INTO revision (id, campaign, subject, html, created_us) VALUES (1, 1, 'Ciao', '<a href=\"https://a.it/\">a</a>', 1);" \
  "UPDATE campaign SET revision = 1; INSERT INTO campaign_server VALUES (1, 1, 1);"                                 \
  "INSERT INTO list (id, name, created_us) VALUES (1, 'a', 1); INSERT INTO campaign_list VALUES (1, 1, 0);"         \
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) "                                \
  "INSERT INTO contact (id, key, address, consent, created_us, modified_us) "                                       \
  "SELECT i, 'c' || i || '@x.it', 'c' || i || '@x.it', i > 100, 1, 1 FROM n;"                                       \
  "INSERT INTO list_member SELECT 1, id, 1 FROM contact;"

typedef struct {
  char *folder;
  PostinoWorkspace *workspace;
  PostinoStore *store;
  PostinoFakeClock clock;
  GMutex lock;
  PostinoDestinationMap *destinations;
  PostinoConductor *conductor;
  PostinoSender *sender;
  PostinoCampaign *campaign;
  GString *path; /* states gone through */
} Fixture;

static gboolean
read_campaign_cb (PostinoDb *db,
                  gpointer   data,
                  GError   **error)
{
  Fixture *fixture = data;

  g_clear_pointer (&fixture->campaign, postino_campaign_free);
  fixture->campaign = postino_campaigns_table_get (db, 1, error);
  return fixture->campaign != NULL;
}

static void
look (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  postino_store_read (fixture->store, read_campaign_cb, fixture, &error);
  g_assert_no_error (error);
}

/* As a worker that has just started: nothing is remembered. */
static void
restart (Fixture *fixture)
{
  look (fixture);
  g_clear_pointer (&fixture->sender, postino_sender_free);
  fixture->sender = postino_sender_new (fixture->campaign);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GBytes) key = g_bytes_new_take (g_malloc0 (POSTINO_TOKEN_KEY_SIZE), POSTINO_TOKEN_KEY_SIZE);

  fixture->workspace = open_scratch_workspace (&fixture->folder);
  fixture->store = postino_workspace_get_store (fixture->workspace);
  run_sql (fixture->workspace, WORLD);
  postino_fake_clock_init (&fixture->clock, NOW);
  g_mutex_init (&fixture->lock);
  fixture->destinations = postino_destination_map_new (fixture->store, &fixture->clock.parent, &fixture->lock, NULL);
  fixture->conductor = postino_conductor_new (fixture->workspace, &fixture->clock.parent, key, fixture->destinations,
                                              &fixture->lock);
  fixture->path = g_string_new ("draft");
  restart (fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  postino_sender_free (fixture->sender);
  postino_campaign_free (fixture->campaign);
  postino_conductor_free (fixture->conductor);
  postino_destination_map_free (fixture->destinations);
  g_mutex_clear (&fixture->lock);
  g_string_free (fixture->path, TRUE);
  g_object_unref (fixture->workspace);
  remove_scratch_folder (fixture->folder);
  g_free (fixture->folder);
}

/* One step; TRUE if it wants another one soon. */
static gboolean
step (Fixture    *fixture,
      const char *obstacle)
{
  g_autoptr (GError) error = NULL;
  PostinoCampaignState before;
  gboolean works = FALSE;

  look (fixture);
  before = fixture->campaign->state;
  postino_conductor_step (fixture->conductor, fixture->campaign, fixture->sender, obstacle, &works, &error);
  g_assert_no_error (error);
  look (fixture);
  if (fixture->campaign->state != before)
    g_string_append_printf (fixture->path, " %s", postino_campaign_state_to_name (fixture->campaign->state));
  return works;
}

static void
step_until (Fixture             *fixture,
            PostinoCampaignState state)
{
  for (int i = 0; fixture->campaign->state != state; i++)
    {
      g_assert_cmpint (i, <, MAX_STEPS);
      step (fixture, NULL);
    }
}

static void
want (Fixture    *fixture,
      const char *wanted)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE campaign SET wanted = '%s'", wanted);

  run_sql (fixture->workspace, sql);
  look (fixture);
}

static gint64
count (Fixture           *fixture,
       PostinoLedgerState state)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM ledger WHERE state = %d", state);

  return get_number (fixture->workspace, sql);
}

/* Running, the window filled, and nothing taken. */
static void
launch (Fixture *fixture)
{
  run_sql (fixture->workspace, "UPDATE campaign SET immediate = 1");
  want (fixture, "run");
  step_until (fixture, POSTINO_CAMPAIGN_RUNNING);
  step (fixture, NULL);
}

static void
test_launch (Fixture      *fixture,
             gconstpointer data)
{
  g_assert_false (step (fixture, NULL)); /* nobody wants anything of a draft */
  want (fixture, "run");
  step_until (fixture, POSTINO_CAMPAIGN_LAUNCHING);
  g_assert_cmpint (fixture->campaign->launched_us, ==, NOW);
  g_assert_cmpint (count (fixture, POSTINO_LEDGER_READY), ==, N_CONTACTS - N_WITHOUT_CONSENT);
  g_assert_cmpint (count (fixture, POSTINO_LEDGER_SKIPPED), ==, N_WITHOUT_CONSENT);

  postino_fake_clock_advance (&fixture->clock, POSTINO_CAMPAIGN_LAUNCH_US - 1);
  step (fixture, NULL);
  g_assert_cmpint (fixture->campaign->state, ==, POSTINO_CAMPAIGN_LAUNCHING);
  g_assert_true (fixture->sender->is_held);
  postino_fake_clock_advance (&fixture->clock, 1);
  step (fixture, NULL);
  g_assert_cmpstr (fixture->path->str, ==, "draft freezing launching running");

  step (fixture, NULL);
  g_assert_false (fixture->sender->is_held);
  g_assert_cmpuint (postino_sender_count_window (fixture->sender), ==, POSTINO_SENDER_WINDOW);
  g_assert_nonnull (fixture->sender->render);
  g_assert_cmpuint (fixture->sender->routes->len, ==, 1);
  step (fixture, NULL); /* full: not filled again */
  g_assert_cmpuint (postino_sender_count_window (fixture->sender), ==, POSTINO_SENDER_WINDOW);
}

/* What a crash left of a freeze is discarded; the freeze begins anew. */
static void
test_crash_while_freezing (Fixture      *fixture,
                           gconstpointer data)
{
  want (fixture, "run");
  step (fixture, NULL);
  step (fixture, NULL);
  g_assert_cmpint (fixture->campaign->state, ==, POSTINO_CAMPAIGN_FREEZING);
  g_assert_nonnull (fixture->sender->audience);
  run_sql (fixture->workspace, "INSERT INTO ledger (campaign, contact, key, address, state) SELECT 1, id, key, address, 0 "
                               "FROM contact WHERE id <= 700; DELETE FROM list_member WHERE contact > 1000");
  restart (fixture);
  step_until (fixture, POSTINO_CAMPAIGN_LAUNCHING);
  g_assert_cmpint (count (fixture, POSTINO_LEDGER_READY), ==, 1000 - N_WITHOUT_CONSENT);
  g_assert_cmpint (count (fixture, POSTINO_LEDGER_SKIPPED), ==, N_WITHOUT_CONSENT);
}

/* A step whose commit fails, as on a full disk: @change asks for a row that is not there, which SQLite finds out then. */
static void
fail_a_commit (Fixture    *fixture,
               const char *change)
{
  g_autofree char *sql = g_strdup_printf (
    "CREATE TABLE parent (id INTEGER PRIMARY KEY);"
    "CREATE TABLE child (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);"
    "CREATE TRIGGER break AFTER %s BEGIN INSERT INTO child VALUES (1); END", change);
  g_autoptr (GError) error = NULL;
  gboolean works = FALSE;

  run_sql (fixture->workspace, sql);
  g_assert_false (postino_conductor_step (fixture->conductor, fixture->campaign, fixture->sender, NULL, &works, &error));
  g_assert_nonnull (error);
  run_sql (fixture->workspace, "DROP TRIGGER break; DROP TABLE child; DROP TABLE parent");
}

/* Nobody is left out because a commit failed. */
static void
test_failure_while_freezing (Fixture      *fixture,
                             gconstpointer data)
{
  want (fixture, "run");
  step (fixture, NULL);
  g_assert_cmpint (fixture->campaign->state, ==, POSTINO_CAMPAIGN_FREEZING);
  fail_a_commit (fixture, "UPDATE ON campaign"); /* when it begins */
  step (fixture, NULL);
  g_assert_nonnull (fixture->sender->audience);
  fail_a_commit (fixture, "INSERT ON ledger"); /* and at its first chunk */
  step_until (fixture, POSTINO_CAMPAIGN_LAUNCHING);
  g_assert_cmpint (count (fixture, POSTINO_LEDGER_READY), ==, 1200 - N_WITHOUT_CONSENT);
  g_assert_cmpint (count (fixture, POSTINO_LEDGER_SKIPPED), ==, N_WITHOUT_CONSENT);
}

/* So it is with a test that is sent, which is frozen where it begins. */
static void
test_failure_of_a_test (Fixture      *fixture,
                        gconstpointer data)
{
  run_sql (fixture->workspace, "UPDATE campaign SET kind = 'test', test_to = 'me@x.it'");
  want (fixture, "run");
  step (fixture, NULL);
  g_assert_cmpint (fixture->campaign->state, ==, POSTINO_CAMPAIGN_FREEZING);
  fail_a_commit (fixture, "INSERT ON ledger");
  step_until (fixture, POSTINO_CAMPAIGN_LAUNCHING);
  g_assert_cmpint (count (fixture, POSTINO_LEDGER_READY), ==, 1);
}

static const struct {
  const char *change; /* between the wish and the freeze */
  const char *part;   /* of the sentence */
} refusals[] = {
  { "UPDATE revision SET subject = ''", "subject" },
  { "UPDATE contact SET consent = 0", "consent" },
  { "UPDATE revision SET html = '{{'", "Line 1" },
  { "UPDATE campaign SET kind = 'test', identity = NULL, test_to = 'me@x.it'", "sender" },
};

/* A draft again, with the sentence why, and nothing frozen. */
static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);

  want (fixture, "run");
  run_sql (fixture->workspace, refusals[i].change);
  step_until (fixture, POSTINO_CAMPAIGN_FREEZING);
  step_until (fixture, POSTINO_CAMPAIGN_DRAFT);
  g_assert_nonnull (strstr (fixture->campaign->waiting_why, refusals[i].part));
  g_assert_cmpint (fixture->campaign->wanted, ==, POSTINO_WANTED_DRAFT);
  g_assert_cmpint (get_number (fixture->workspace, "SELECT count (*) FROM ledger"), ==, 0);
  g_assert_false (step (fixture, NULL));
}

/* Undone within ten seconds; then launched after all. */
static void
test_undo (Fixture      *fixture,
           gconstpointer data)
{
  want (fixture, "run");
  step_until (fixture, POSTINO_CAMPAIGN_LAUNCHING);
  want (fixture, "draft");
  step_until (fixture, POSTINO_CAMPAIGN_DRAFT);
  g_assert_cmpint (get_number (fixture->workspace, "SELECT count (*) FROM ledger"), ==, 0);
  g_assert_cmpint (fixture->campaign->launched_us, ==, 0);

  run_sql (fixture->workspace, "UPDATE contact SET consent = 1");
  launch (fixture);
  g_assert_cmpint (count (fixture, POSTINO_LEDGER_READY), ==, N_CONTACTS);
  g_assert_cmpstr (fixture->path->str, ==, "draft freezing launching draft freezing launching running");
}

static void
test_pause (Fixture      *fixture,
            gconstpointer data)
{
  launch (fixture);
  want (fixture, "pause");
  step (fixture, NULL);
  step (fixture, NULL);
  g_assert_cmpint (fixture->campaign->state, ==, POSTINO_CAMPAIGN_PAUSED);
  g_assert_true (fixture->sender->is_held);
  g_assert_cmpuint (postino_sender_count_window (fixture->sender), ==, 0);
  g_assert_cmpint (count (fixture, POSTINO_LEDGER_READY), ==, N_CONTACTS - N_WITHOUT_CONSENT);

  want (fixture, "run");
  step_until (fixture, POSTINO_CAMPAIGN_RUNNING);
  step (fixture, NULL);
  g_assert_cmpuint (postino_sender_count_window (fixture->sender), ==, POSTINO_SENDER_WINDOW);
}

/* An attachment lost after the freeze: paused with the reason, each time somebody resumes, until it is put right. */
static void
test_lost_attachment (Fixture      *fixture,
                      gconstpointer data)
{
  run_sql (fixture->workspace, "UPDATE campaign SET immediate = 1");
  want (fixture, "run");
  step_until (fixture, POSTINO_CAMPAIGN_LAUNCHING);
  run_sql (fixture->workspace, "INSERT INTO attachment (campaign, name, sha256) VALUES (1, 'a.pdf', 'aa')");
  for (int i = 0; i < 2; i++)
    {
      step_until (fixture, POSTINO_CAMPAIGN_RUNNING);
      step (fixture, NULL);
      g_assert_cmpint (fixture->campaign->state, ==, POSTINO_CAMPAIGN_PAUSED);
      g_assert_cmpint (fixture->campaign->wanted, ==, POSTINO_WANTED_PAUSE);
      g_assert_nonnull (strstr (fixture->campaign->waiting_why, "a.pdf"));
      g_assert_cmpint (count (fixture, POSTINO_LEDGER_READY), ==, N_CONTACTS - N_WITHOUT_CONSENT);
      want (fixture, "run");
    }
  run_sql (fixture->workspace, "DELETE FROM attachment");
  step_until (fixture, POSTINO_CAMPAIGN_RUNNING);
  step (fixture, NULL);
  g_assert_cmpuint (postino_sender_count_window (fixture->sender), ==, POSTINO_SENDER_WINDOW);
}

/* What is handed is awaited, the rest is cancelled, deferred rows too. */
static void
test_stop (Fixture      *fixture,
           gconstpointer data)
{
  launch (fixture);
  run_sql (fixture->workspace, "UPDATE ledger SET state = 1 WHERE key = 'c500@x.it';"
                               "UPDATE ledger SET state = 2, due_us = 1 WHERE key IN ('c501@x.it', 'c502@x.it');"
                               "UPDATE ledger SET state = 4 WHERE key = 'c503@x.it'");
  want (fixture, "stop");
  for (int i = 0; i < 5; i++)
    step (fixture, NULL);
  g_assert_cmpint (fixture->campaign->state, ==, POSTINO_CAMPAIGN_STOPPING);
  g_assert_cmpint (count (fixture, POSTINO_LEDGER_CANCELLED), ==, N_CONTACTS - N_WITHOUT_CONSENT - 2);
  g_assert_cmpint (count (fixture, POSTINO_LEDGER_HANDED), ==, 1);
  run_sql (fixture->workspace, "UPDATE ledger SET state = 4 WHERE state = 1");
  step_until (fixture, POSTINO_CAMPAIGN_FINISHED);
  g_assert_cmpint (count (fixture, POSTINO_LEDGER_ACCEPTED), ==, 2);
  g_assert_cmpint (fixture->campaign->finished_us, ==, NOW);
}

static void
test_obstacle (Fixture      *fixture,
               gconstpointer data)
{
  launch (fixture);
  step (fixture, "Server “t”: down");
  g_assert_cmpint (fixture->campaign->state, ==, POSTINO_CAMPAIGN_WAITING);
  g_assert_nonnull (strstr (fixture->campaign->waiting_why, "down"));
  step (fixture, "Server “t”: down");
  g_assert_true (fixture->sender->is_held);
  step (fixture, NULL);
  g_assert_cmpint (fixture->campaign->state, ==, POSTINO_CAMPAIGN_RUNNING);
  g_assert_cmpstr (fixture->campaign->waiting_why, ==, NULL);
}

/* All rows settled: finished, but not while one is out or waits to be written. */
static void
test_finish (Fixture      *fixture,
             gconstpointer data)
{
  launch (fixture);
  fixture->sender->n_out = 1;
  run_sql (fixture->workspace, "UPDATE ledger SET state = 4 WHERE state = 0");
  step (fixture, NULL);
  g_assert_cmpint (fixture->campaign->state, ==, POSTINO_CAMPAIGN_RUNNING);
  fixture->sender->n_out = 0;
  step (fixture, NULL);
  g_assert_cmpint (fixture->campaign->state, ==, POSTINO_CAMPAIGN_FINISHED);

  /* A refusal that is tried again makes work. */
  run_sql (fixture->workspace, "UPDATE ledger SET state = 0 WHERE key = 'c500@x.it'");
  step_until (fixture, POSTINO_CAMPAIGN_RUNNING);
  step (fixture, NULL);
  step (fixture, NULL);
  g_assert_cmpuint (postino_sender_count_window (fixture->sender), >=, 1);
}

/* A deferred row is listed once it is due. */
static void
test_due (Fixture      *fixture,
          gconstpointer data)
{
  launch (fixture);
  g_clear_pointer (&fixture->sender, postino_sender_free);
  fixture->sender = postino_sender_new (fixture->campaign);
  run_sql (fixture->workspace, "UPDATE ledger SET state = 4 WHERE state = 0;"
                               "UPDATE ledger SET state = 2, due_us = 1795343460000000 WHERE key = 'c500@x.it'");
  step (fixture, NULL);
  g_assert_cmpint (fixture->campaign->state, ==, POSTINO_CAMPAIGN_WAITING);
  postino_fake_clock_advance (&fixture->clock, 60 * G_USEC_PER_SEC - 1);
  step (fixture, NULL);
  g_assert_cmpint (fixture->campaign->state, ==, POSTINO_CAMPAIGN_WAITING);
  postino_fake_clock_advance (&fixture->clock, 1);
  step_until (fixture, POSTINO_CAMPAIGN_RUNNING);
  step (fixture, NULL);
  g_assert_cmpuint (postino_sender_count_window (fixture->sender), ==, 1);
}

/* A test send: one row, at once. */
static void
test_test_send (Fixture      *fixture,
                gconstpointer data)
{
  run_sql (fixture->workspace, "UPDATE campaign SET kind = 'test', test_to = 'me@x.it', test_as = 1");
  restart (fixture);
  want (fixture, "run");
  step_until (fixture, POSTINO_CAMPAIGN_RUNNING);
  g_assert_cmpint (get_number (fixture->workspace, "SELECT count (*) FROM ledger WHERE key = 'me@x.it' AND state = 0"), ==, 1);
  g_assert_cmpint (get_number (fixture->workspace, "SELECT count (*) FROM ledger"), ==, 1);
}

static void
test_schedule (Fixture      *fixture,
               gconstpointer data)
{
  run_sql (fixture->workspace, "UPDATE campaign SET start_at_us = 1795343460000000");
  want (fixture, "run");
  step_until (fixture, POSTINO_CAMPAIGN_SCHEDULED);
  postino_fake_clock_advance (&fixture->clock, 60 * G_USEC_PER_SEC - 1);
  step (fixture, NULL);
  g_assert_cmpint (fixture->campaign->state, ==, POSTINO_CAMPAIGN_SCHEDULED);
  postino_fake_clock_advance (&fixture->clock, POSTINO_SCHEDULE_MISSED_US + 2);
  step (fixture, NULL);
  g_assert_cmpint (fixture->campaign->state, ==, POSTINO_CAMPAIGN_MISSED);
  step (fixture, NULL);
  g_assert_cmpint (fixture->campaign->state, ==, POSTINO_CAMPAIGN_MISSED);
}

/* Sent now after all: it can be taken back for as long as any other. */
static void
test_missed (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *sql = NULL;

  test_schedule (fixture, data);
  sql = g_strdup_printf ("UPDATE campaign SET start_at_us = %" G_GINT64_FORMAT,
                         postino_clock_now_us (&fixture->clock.parent));
  run_sql (fixture->workspace, sql);
  step_until (fixture, POSTINO_CAMPAIGN_LAUNCHING);
  postino_fake_clock_advance (&fixture->clock, POSTINO_CAMPAIGN_LAUNCH_US - 1);
  step (fixture, NULL);
  g_assert_cmpint (fixture->campaign->state, ==, POSTINO_CAMPAIGN_LAUNCHING);
  postino_fake_clock_advance (&fixture->clock, 1);
  step_until (fixture, POSTINO_CAMPAIGN_RUNNING);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/conductor/launch", Fixture, NULL, set_up, test_launch, tear_down);
  g_test_add ("/conductor/lost-attachment", Fixture, NULL, set_up, test_lost_attachment, tear_down);
  g_test_add ("/conductor/crash-while-freezing", Fixture, NULL, set_up, test_crash_while_freezing, tear_down);
  g_test_add ("/conductor/failure-while-freezing", Fixture, NULL, set_up, test_failure_while_freezing, tear_down);
  g_test_add ("/conductor/failure-of-a-test", Fixture, NULL, set_up, test_failure_of_a_test, tear_down);
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strdup_printf ("/conductor/refused/%zu", i);

      g_test_add (path, Fixture, GSIZE_TO_POINTER (i), set_up, test_refused, tear_down);
    }
  g_test_add ("/conductor/undo", Fixture, NULL, set_up, test_undo, tear_down);
  g_test_add ("/conductor/pause", Fixture, NULL, set_up, test_pause, tear_down);
  g_test_add ("/conductor/stop", Fixture, NULL, set_up, test_stop, tear_down);
  g_test_add ("/conductor/obstacle", Fixture, NULL, set_up, test_obstacle, tear_down);
  g_test_add ("/conductor/finish", Fixture, NULL, set_up, test_finish, tear_down);
  g_test_add ("/conductor/due", Fixture, NULL, set_up, test_due, tear_down);
  g_test_add ("/conductor/test-send", Fixture, NULL, set_up, test_test_send, tear_down);
  g_test_add ("/conductor/schedule", Fixture, NULL, set_up, test_schedule, tear_down);
  g_test_add ("/conductor/missed", Fixture, NULL, set_up, test_missed, tear_down);
  return g_test_run ();
}
