/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A campaign from draft to finished, through real connections to the sandbox, in one process. */
#include "scratch-db.h"

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
#include "workspace/secrets.h"
#include "workspace/settings-table.h"

enum { N_CONTACTS = 400, N_WITHOUT_CONSENT = 20, N_SUPPRESSED = 7, LIMIT_US = 60 * G_USEC_PER_SEC };

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

static void
test_whole_campaign (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoDispatcher) dispatcher = NULL;
  g_autoptr (PostinoDb) sandbox = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "sandbox.db", NULL);
  gint64 n = 0;

  dispatcher = postino_dispatcher_start (fixture->workspace, postino_clock_system (), fixture->token_key, &error);
  g_assert_no_error (error);
  wait_for_state (fixture, POSTINO_CAMPAIGN_FINISHED);
  postino_dispatcher_stop (dispatcher);

  g_assert_cmpint (fixture->counts[POSTINO_LEDGER_ACCEPTED], ==, N_CONTACTS - N_WITHOUT_CONSENT - N_SUPPRESSED);
  g_assert_cmpint (fixture->counts[POSTINO_LEDGER_SKIPPED], ==, N_WITHOUT_CONSENT + N_SUPPRESSED);

  sandbox = postino_db_open (path, POSTINO_DB_READ_ONLY, &error);
  g_assert_no_error (error);
  postino_db_get_number (sandbox, 0, &n, &error, "SELECT count(*) FROM message", "");
  g_assert_cmpint (n, ==, fixture->counts[POSTINO_LEDGER_ACCEPTED]);
  postino_db_get_number (sandbox, 0, &n, &error, "SELECT count(DISTINCT recipient) FROM message", "");
  g_assert_cmpint (n, ==, fixture->counts[POSTINO_LEDGER_ACCEPTED]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/dispatcher/whole-campaign", Fixture, NULL, set_up, test_whole_campaign, tear_down);
  return g_test_run ();
}
