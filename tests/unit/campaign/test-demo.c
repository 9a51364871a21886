/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a demo holds is ready to be sent, and its people are nobody. */
#include "scratch-workspace.h"

#include "base/error.h"
#include "campaign/audience.h"
#include "campaign/campaigns-table.h"
#include "campaign/demo.h"
#include "campaign/preflight.h"
#include "workspace/secrets.h"

typedef struct {
  gint64 campaign;
  const guint8 *key;
  PostinoAudienceCount count;
  GPtrArray *findings;
} Look;

static gboolean
look_cb (PostinoDb *db,
         gpointer   data,
         GError   **error)
{
  Look *look = data;
  g_autoptr (PostinoCampaign) campaign = postino_campaigns_table_get (db, look->campaign, error);

  g_assert_nonnull (campaign);
  g_assert_cmpint (campaign->state, ==, POSTINO_CAMPAIGN_DRAFT);
  look->findings = postino_preflight_check (db, campaign, look->key, g_get_real_time (), error);
  return look->findings != NULL && postino_audience_count (db, look->campaign, &look->count, error);
}

static void
test_build (void)
{
  g_autofree char *parent = g_dir_make_tmp ("postino-test-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (parent, "demo", NULL);
  g_autoptr (PostinoWorkspace) workspace = NULL;
  g_autoptr (GBytes) key = NULL;
  g_autoptr (GError) error = NULL;
  PostinoDemo demo;
  Look look = { 0 };

  g_assert_true (postino_demo_build (folder, &demo, &error));
  g_assert_no_error (error);
  workspace = postino_workspace_open (folder, &error);
  g_assert_no_error (error);
  key = postino_secrets_get_token_key (workspace, &error);
  look.campaign = demo.campaign;
  look.key = g_bytes_get_data (key, NULL);
  g_assert_true (postino_store_read (postino_workspace_get_store (workspace), look_cb, &look, &error));
  g_assert_no_error (error);

  /* All are on the list; who gave no consent is left out, and nothing else is the matter. */
  g_assert_cmpint (demo.n_without_consent, >, 0);
  g_assert_cmpint (demo.n_contacts, >, 2 * demo.n_without_consent);
  g_assert_cmpint (look.count.total, ==, demo.n_contacts);
  g_assert_cmpint (look.count.no_consent, ==, demo.n_without_consent);
  g_assert_cmpint (look.count.ready, ==, demo.n_contacts - demo.n_without_consent);
  for (guint i = 0; i < look.findings->len; i++)
    {
      const PostinoFinding *finding = look.findings->pdata[i];

      g_test_message ("%s", finding->message);
      g_assert_cmpint (finding->severity, ==, POSTINO_SEVERITY_INFO);
    }
  g_ptr_array_unref (look.findings);

  /* RFC 2606: the domains of examples. Some may be measured, some may not. */
  g_assert_cmpint (get_number (workspace, "SELECT count (*) FROM contact WHERE NOT (key LIKE '%@example.com' OR "
                                          "key LIKE '%@example.net' OR key LIKE '%@example.org' OR key LIKE '%.example')"), ==, 0);
  g_assert_cmpint (get_number (workspace, "SELECT count (DISTINCT consent) FROM contact"), ==, 3);
  g_assert_cmpint (get_number (workspace, "SELECT count (*) FROM server WHERE kind <> 'sandbox' AND NOT trial"), ==, 0);

  /* No file of the import is left. */
  for (int i = 0; i < 3; i++)
    {
      static const char *const names[] = { "contacts-measured.csv", "contacts-newsletter.csv", "contacts-without-consent.csv" };
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
  g_clear_object (&workspace);
  remove_scratch_folder (parent);
}

/* A folder that holds a workspace stays as it is. */
static void
test_taken (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);
  g_autoptr (GError) error = NULL;
  PostinoDemo demo;

  g_assert_false (postino_demo_build (folder, &demo, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (get_number (workspace, "SELECT count (*) FROM contact"), ==, 0);
  g_clear_object (&workspace);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/demo/build", test_build);
  g_test_add_func ("/demo/taken", test_taken);
  return g_test_run ();
}
