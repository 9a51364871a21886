/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A campaign from draft to finished, through real connections to the sandbox, in one process. */
#include <string.h>

#include "scratch-workspace.h"

#include "campaign/campaigns-table.h"
#include "campaign/identities-table.h"
#include "campaign/ledger-table.h"
#include "campaign/link-base.h"
#include "campaign/servers-table.h"
#include "campaign/setup.h"
#include "contacts/suppression-table.h"
#include "sandbox/sandbox-table.h"
#include "sandbox/sandbox.h"
#include "send/dispatcher.h"
#include "smtp/smtp-server.h"
#include "workspace/secrets.h"
#include "workspace/settings-table.h"

enum {
  N_CONTACTS = 400,
  N_WITHOUT_CONSENT = 20,
  N_SUPPRESSED = 7,
  N_TO_SEND = N_CONTACTS - N_WITHOUT_CONSENT - N_SUPPRESSED,
  N_BEFORE = 30, /* messages accepted before somebody changes their mind */
  LIMIT_US = 60 * G_USEC_PER_SEC,
};

/* Slow enough that a campaign is still under way when it is looked at. */
#define SLOWLY "UPDATE server SET per_second = 150"

typedef struct {
  char *folder;
  PostinoWorkspace *workspace;
  PostinoStore *store;
  PostinoSandbox *sandbox;
  GBytes *token_key;
  gint64 campaign;
  PostinoCampaignState state;
  gint64 counts[POSTINO_LEDGER_N_STATES];
} Fixture;

static gboolean
write_world (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  Fixture *fixture = data;
  PostinoIdentity identity = { .email = (char *) "shop@example.com", .name = (char *) "Bottega" };
  PostinoCampaign campaign = { .name = (char *) "Prova", .identity = 1, .lifetime_days = 5 };
  PostinoRevision revision = { .subject = (char *) "Ciao {{ contact.first_name }}",
                               .html = (char *) "<html><body><p>Ciao {{ contact.first_name }}, <a href=\"https://example.com/\">"
                                                "leggi</a></p></body></html>" };
  g_autoptr (PostinoServer) sandbox = postino_servers_table_get_by_name (db, POSTINO_SANDBOX_SERVER, error);
  g_autofree char *port = g_strdup_printf ("%u", postino_sandbox_get_port (fixture->sandbox));

  g_assert_true (postino_settings_table_set (db, POSTINO_SETTING_SANDBOX_PORT, port, error));
  g_assert_true (postino_settings_table_set (db, POSTINO_SETTING_COLLECTOR_URL, "none", error));
  g_assert_true (postino_identities_table_put (db, &identity, 1, error));
  g_assert_true (postino_db_exec (db, "INSERT INTO list (id, name, created_us) VALUES (1, 'Tutti', 1);"
                                      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) "
                                      "INSERT INTO contact (key, address, first_name, consent, created_us, modified_us) "
                                      "SELECT 'c' || i || '@example.com', 'c' || i || '@example.com', 'N' || i, i > 20, 1, 1 FROM n;"
                                      "INSERT INTO list_member SELECT 1, id, 1 FROM contact;", error));
  for (int i = 0; i < N_SUPPRESSED; i++)
    {
      g_autofree char *key = g_strdup_printf ("c%d@example.com", 100 + i);

      g_assert_true (postino_suppression_table_add (db, key, POSTINO_SUPPRESSION_MANUAL, NULL, "cli", 0, 1, NULL, error));
    }
  g_assert_true (postino_campaigns_table_insert (db, &campaign, 1, &fixture->campaign, error));
  g_assert_true (postino_campaigns_table_add_revision (db, fixture->campaign, &revision, 1, error));
  g_assert_true (postino_campaigns_table_add_list (db, fixture->campaign, 1, FALSE, error));
  g_assert_true (postino_campaigns_table_add_server (db, fixture->campaign, sandbox->id, 1, error));
  return postino_campaigns_table_want (db, fixture->campaign, POSTINO_WANTED_RUN, TRUE, 0, error);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("postino-test-XXXXXX", &error);
  g_assert_true (postino_setup_workspace (fixture->folder, &error));
  g_assert_no_error (error);
  fixture->workspace = postino_workspace_open (fixture->folder, &error);
  g_assert_no_error (error);
  fixture->store = postino_workspace_get_store (fixture->workspace);
  fixture->sandbox = postino_sandbox_start (fixture->folder, 0, &error);
  g_assert_no_error (error);
  fixture->token_key = postino_secrets_get_token_key (fixture->workspace, &error);
  g_assert_no_error (error);
  g_assert_true (postino_workspace_lock_worker (fixture->workspace, &error));
  postino_store_write (fixture->store, POSTINO_STORE_NORMAL, write_world, fixture, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  postino_sandbox_stop (fixture->sandbox);
  g_object_unref (fixture->sandbox);
  g_bytes_unref (fixture->token_key);
  g_object_unref (fixture->workspace);
  remove_scratch_folder (fixture->folder);
  g_free (fixture->folder);
}

static gboolean
read_state (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  Fixture *fixture = data;
  g_autoptr (PostinoCampaign) campaign = postino_campaigns_table_get (db, fixture->campaign, error);

  g_assert_nonnull (campaign);
  fixture->state = campaign->state;
  return postino_ledger_table_count (db, fixture->campaign, fixture->counts, error);
}

static void
wait_for_state (Fixture             *fixture,
                PostinoCampaignState state)
{
  gint64 until = g_get_monotonic_time () + LIMIT_US;

  do
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_usleep (5000);
      g_assert_true (postino_store_read (fixture->store, read_state, fixture, &error));
    }
  while (fixture->state != state);
}

static PostinoDispatcher *
start (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  PostinoDispatcher *dispatcher
    = postino_dispatcher_start (fixture->workspace, postino_clock_system (), fixture->token_key, &error);

  g_assert_no_error (error);
  return dispatcher;
}

typedef struct {
  gint64 campaign;
  PostinoWanted wanted;
} Wish;

static gboolean
write_wish_cb (PostinoDb *db,
               gpointer   data,
               GError   **error)
{
  const Wish *wish = data;

  return postino_campaigns_table_want (db, wish->campaign, wish->wanted, FALSE, 0, error);
}

static void
want (Fixture           *fixture,
      PostinoDispatcher *dispatcher,
      PostinoWanted      wanted)
{
  g_autoptr (GError) error = NULL;
  Wish wish = { fixture->campaign, wanted };

  postino_store_write (fixture->store, POSTINO_STORE_NORMAL, write_wish_cb, &wish, &error);
  g_assert_no_error (error);
  postino_dispatcher_look (dispatcher);
}

static void
wait_for_accepted (Fixture *fixture,
                   gint64   n)
{
  while (get_number (fixture->workspace, "SELECT count (*) FROM ledger WHERE state = 4") < n)
    wait_for_state (fixture, POSTINO_CAMPAIGN_RUNNING);
}

/* The sandbox holds those that are accepted, and nobody twice. */
static void
check_sandbox (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "sandbox.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoDb) sandbox = postino_db_open (path, POSTINO_DB_READ_ONLY, &error);
  gint64 n = 0;

  g_assert_no_error (error);
  postino_db_get_number (sandbox, 0, &n, &error, "SELECT count(*) FROM message", "");
  g_assert_cmpint (n, ==, fixture->counts[POSTINO_LEDGER_ACCEPTED]);
  postino_db_get_number (sandbox, 0, &n, &error, "SELECT count(DISTINCT recipient) FROM message", "");
  g_assert_cmpint (n, ==, fixture->counts[POSTINO_LEDGER_ACCEPTED]);
}

static void
test_whole_campaign (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr (PostinoDispatcher) dispatcher = start (fixture);

  wait_for_state (fixture, POSTINO_CAMPAIGN_FINISHED);
  postino_dispatcher_stop (dispatcher);
  g_assert_cmpint (fixture->counts[POSTINO_LEDGER_ACCEPTED], ==, N_TO_SEND);
  g_assert_cmpint (fixture->counts[POSTINO_LEDGER_SKIPPED], ==, N_WITHOUT_CONSENT + N_SUPPRESSED);
  check_sandbox (fixture);
}

static void
test_pause (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (PostinoDispatcher) dispatcher = NULL;

  run_sql (fixture->workspace, SLOWLY);
  dispatcher = start (fixture);
  wait_for_accepted (fixture, N_BEFORE);
  want (fixture, dispatcher, POSTINO_WANTED_PAUSE);
  wait_for_state (fixture, POSTINO_CAMPAIGN_PAUSED);
  g_assert_cmpint (fixture->counts[POSTINO_LEDGER_HANDED], ==, 0);
  g_assert_cmpint (fixture->counts[POSTINO_LEDGER_ACCEPTED], >=, N_BEFORE);
  g_assert_cmpint (fixture->counts[POSTINO_LEDGER_READY], >, 0);
  check_sandbox (fixture);

  want (fixture, dispatcher, POSTINO_WANTED_RUN);
  wait_for_state (fixture, POSTINO_CAMPAIGN_FINISHED);
  postino_dispatcher_stop (dispatcher);
  g_assert_cmpint (fixture->counts[POSTINO_LEDGER_ACCEPTED], ==, N_TO_SEND);
  check_sandbox (fixture);
}

static void
test_stop (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (PostinoDispatcher) dispatcher = NULL;

  run_sql (fixture->workspace, SLOWLY);
  dispatcher = start (fixture);
  wait_for_accepted (fixture, N_BEFORE);
  want (fixture, dispatcher, POSTINO_WANTED_STOP);
  wait_for_state (fixture, POSTINO_CAMPAIGN_FINISHED);
  postino_dispatcher_stop (dispatcher);
  g_assert_cmpint (fixture->counts[POSTINO_LEDGER_CANCELLED], >, 0);
  g_assert_cmpint (fixture->counts[POSTINO_LEDGER_ACCEPTED] + fixture->counts[POSTINO_LEDGER_CANCELLED], ==, N_TO_SEND);
  check_sandbox (fixture);
}

/* All comes to rest, with nothing of it lost or counted, and goes on afterwards. */
static void
test_asleep (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (PostinoDispatcher) dispatcher = NULL;

  run_sql (fixture->workspace, SLOWLY);
  dispatcher = start (fixture);
  wait_for_accepted (fixture, N_BEFORE);
  g_assert_true (postino_dispatcher_is_sending (dispatcher));
  postino_dispatcher_set_offline (dispatcher, "offline"); /* the sandbox needs no network */
  wait_for_accepted (fixture, 2 * N_BEFORE);
  postino_dispatcher_set_asleep (dispatcher, "asleep");
  wait_for_state (fixture, POSTINO_CAMPAIGN_WAITING);
  while (!postino_dispatcher_is_at_rest (dispatcher) || postino_dispatcher_is_sending (dispatcher))
    wait_for_state (fixture, POSTINO_CAMPAIGN_WAITING);
  g_assert_cmpint (get_number (fixture->workspace, "SELECT count (*) FROM campaign WHERE waiting_why = 'asleep'"), ==, 1);
  g_assert_cmpint (fixture->counts[POSTINO_LEDGER_HANDED], ==, 0);
  g_assert_cmpint (fixture->counts[POSTINO_LEDGER_READY] + fixture->counts[POSTINO_LEDGER_ACCEPTED], ==, N_TO_SEND);
  g_assert_cmpint (fixture->counts[POSTINO_LEDGER_READY], >, 0);

  postino_dispatcher_set_asleep (dispatcher, NULL);
  wait_for_state (fixture, POSTINO_CAMPAIGN_FINISHED);
  postino_dispatcher_stop (dispatcher);
  g_assert_cmpint (fixture->counts[POSTINO_LEDGER_ACCEPTED], ==, N_TO_SEND);
  check_sandbox (fixture);
}

/* The worker ends in the middle; the next one goes on where it was. */
static void
test_restart (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (PostinoDispatcher) first = NULL;
  g_autoptr (PostinoDispatcher) second = NULL;

  run_sql (fixture->workspace, SLOWLY);
  first = start (fixture);
  wait_for_accepted (fixture, N_BEFORE);
  postino_dispatcher_stop (first);
  g_assert_cmpint (get_number (fixture->workspace, "SELECT count (*) FROM ledger WHERE state IN (1, 3)"), ==, 0);
  g_assert_cmpint (get_number (fixture->workspace, "SELECT count (*) FROM ledger WHERE state = 0"), >, 0);

  second = start (fixture);
  wait_for_state (fixture, POSTINO_CAMPAIGN_FINISHED);
  postino_dispatcher_stop (second);
  g_assert_cmpint (fixture->counts[POSTINO_LEDGER_ACCEPTED], ==, N_TO_SEND);
  check_sandbox (fixture);
}

static char *
take_all (PostinoSmtpReceiver       *receiver,
          const PostinoSmtpEnvelope *envelope,
          GBytes                    *message)
{
  return NULL;
}

/* Adds a server that listens on @port to the campaign; @more as SQL that sets columns. */
static void
add_server (Fixture    *fixture,
            guint       port,
            const char *more)
{
  g_autofree char *sql
    = g_strdup_printf ("INSERT INTO server (id, name, kind, host, port, tls, trial, created_us) "
                       "VALUES (90, 'other', 'smtp', '127.0.0.1', %u, 'none', 1, 1);"
                       "INSERT INTO campaign_server VALUES (1, 90, 1); %s", port, more);

  run_sql (fixture->workspace, sql);
}

/* 3 : 1, give or take how far one may be ahead: A / 3 ≤ B + 33 and B ≤ A / 3 + 33. */
static void
test_weights (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (PostinoDispatcher) dispatcher = NULL;
  PostinoSmtpReceiver receiver = { .data = take_all };
  g_autoptr (PostinoSmtpServer) other = postino_smtp_server_new (&receiver);
  g_autoptr (GError) error = NULL;
  gint64 n_other;

  g_assert_true (postino_smtp_server_start (other, 0, &error));
  add_server (fixture, postino_smtp_server_get_port (other), "UPDATE campaign_server SET weight = 3 WHERE server <> 90");
  dispatcher = start (fixture);
  wait_for_state (fixture, POSTINO_CAMPAIGN_FINISHED);
  postino_dispatcher_stop (dispatcher);
  postino_smtp_server_stop (other);
  g_assert_cmpint (fixture->counts[POSTINO_LEDGER_ACCEPTED], ==, N_TO_SEND);
  n_other = get_number (fixture->workspace, "SELECT count (*) FROM ledger WHERE state = 4 AND server = 90");
  g_assert_cmpint (n_other, >=, (N_TO_SEND - 3 * 34) / 4);
  g_assert_cmpint (n_other, <=, (N_TO_SEND + 3 * 34) / 4);
}

/* A server that signs nobody in: counts who tried. */
typedef struct {
  GSocketService *service;
  guint port;
  gint n_tries; /* atomic */
} Refuser;

static gboolean
refuse_cb (GThreadedSocketService *service,
           GSocketConnection      *connection,
           GObject                *source,
           gpointer                user_data)
{
  static const struct {
    const char *command;
    const char *reply;
  } script[] = {
    { "EHLO", "250-other\r\n250 AUTH PLAIN LOGIN\r\n" },
    { "AUTH", "535 5.7.8 Username and password not accepted\r\n" },
    { "QUIT", "221 2.0.0 bye\r\n" },
    { "", "503 5.5.1 no\r\n" },
  };
  Refuser *refuser = user_data;
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autoptr (GDataInputStream) in = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_autofree char *line = NULL;

  g_output_stream_write_all (out, "220 other\r\n", strlen ("220 other\r\n"), NULL, NULL, NULL);
  while ((line = g_data_input_stream_read_line (in, NULL, NULL, NULL)) != NULL)
    {
      gsize i = 0;

      while (!g_str_has_prefix (line, script[i].command))
        i++;
      if (g_str_equal (script[i].command, "AUTH"))
        g_atomic_int_inc (&refuser->n_tries);
      g_output_stream_write_all (out, script[i].reply, strlen (script[i].reply), NULL, NULL, NULL);
      g_clear_pointer (&line, g_free);
    }
  return TRUE;
}

/* The service accepts on a main context of its own. */
static gpointer
run_loop (gpointer data)
{
  g_main_loop_run (data);
  return NULL;
}

/* A wrong password stops the server once, not once a recipient; nobody is lost by it. */
static void
test_wrong_password (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (PostinoDispatcher) dispatcher = NULL;
  g_autoptr (GError) error = NULL;
  Refuser refuser = { g_threaded_socket_service_new (8), 0, 0 };
  GThread *thread;

  refuser.port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (refuser.service), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (refuser.service, "run", G_CALLBACK (refuse_cb), &refuser);
  thread = g_thread_new ("refuser", run_loop, loop);
  add_server (fixture, refuser.port, "DELETE FROM campaign_server WHERE server <> 90;"
                                     "UPDATE server SET user = 'ann', connections = 1 WHERE id = 90");
  g_assert_true (postino_secrets_store (fixture->workspace, "server-90", "wrong", NULL, &error));

  dispatcher = start (fixture);
  wait_for_state (fixture, POSTINO_CAMPAIGN_WAITING);
  postino_dispatcher_stop (dispatcher);
  g_assert_cmpint (g_atomic_int_get (&refuser.n_tries), ==, 1);
  g_assert_cmpint (fixture->counts[POSTINO_LEDGER_READY], ==, N_TO_SEND);
  g_assert_cmpint (get_number (fixture->workspace, "SELECT count (*) FROM server WHERE id = 90 AND stopped_why LIKE '%not accepted%'"),
                   ==, 1);
  g_assert_cmpint (get_number (fixture->workspace, "SELECT count (*) FROM campaign WHERE waiting_why LIKE '%not accepted%'"), ==, 1);
  g_assert_cmpint (get_number (fixture->workspace, "SELECT count (*) FROM event"), ==, 0);

  g_socket_service_stop (refuser.service);
  g_socket_listener_close (G_SOCKET_LISTENER (refuser.service));
  g_main_loop_quit (loop);
  g_thread_join (thread);
  g_object_unref (refuser.service);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/dispatcher/whole-campaign", Fixture, NULL, set_up, test_whole_campaign, tear_down);
  g_test_add ("/dispatcher/pause", Fixture, NULL, set_up, test_pause, tear_down);
  g_test_add ("/dispatcher/stop", Fixture, NULL, set_up, test_stop, tear_down);
  g_test_add ("/dispatcher/asleep", Fixture, NULL, set_up, test_asleep, tear_down);
  g_test_add ("/dispatcher/restart", Fixture, NULL, set_up, test_restart, tear_down);
  g_test_add ("/dispatcher/weights", Fixture, NULL, set_up, test_weights, tear_down);
  g_test_add ("/dispatcher/wrong-password", Fixture, NULL, set_up, test_wrong_password, tear_down);
  return g_test_run ();
}
