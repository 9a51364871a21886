/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "campaign/campaigns-table.h"
#include "campaign/drafts-table.h"
#include "campaign/new-draft.h"

#define NOW G_GINT64_CONSTANT (1000)

#define SANDBOX                                                                                       \
  "INSERT INTO server (id, name, kind, host, port, tls, created_us) VALUES "                          \
  "(1, 'sandbox', 'sandbox', 'h', 25, 'none', 1);"
#define SERVER(id, name)                                                                              \
  "INSERT INTO server (id, name, kind, host, port, tls, created_us) VALUES "                          \
  "(" id ", '" name "', 'smtp', 'h', 25, 'none', 1);"
#define SENDER(id, email) "INSERT INTO identity (id, email, name, created_us) VALUES (" id ", '" email "', 'a', 1);"
#define DEMO "INSERT INTO setting (key, value) VALUES ('demo', '1');"

static const struct {
  const char *world;
  gint64 identity;
  gint64 server;
} cases[] = {
  { SANDBOX, 0, 0 },
  { SANDBOX DEMO SENDER ("1", "a@x.it"), 1, 1 },
  { SANDBOX DEMO SERVER ("2", "a"), 0, 2 },
  { SANDBOX SERVER ("2", "a") SENDER ("1", "a@x.it") SENDER ("2", "b@x.it"), 0, 2 },
  { SANDBOX DEMO SERVER ("2", "a") SERVER ("3", "b"), 0, 0 },
};

static void
test_defaults (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = NULL;
      g_autoptr (PostinoDb) db = open_scratch_db (&folder);
      g_autoptr (PostinoCampaign) campaign = NULL;
      g_autoptr (PostinoRevision) content = NULL;
      g_autoptr (GArray) servers = NULL;
      g_autoptr (GError) error = NULL;
      gint64 id = 0;

      postino_db_exec (db, cases[i].world, &error);
      g_assert_no_error (error);
      g_assert_true (postino_new_draft_make (db, "Natale", NOW, &id, &error));
      g_assert_no_error (error);
      campaign = postino_campaigns_table_get (db, id, NULL);
      g_assert_cmpstr (campaign->name, ==, "Natale");
      g_assert_cmpint (campaign->state, ==, POSTINO_CAMPAIGN_DRAFT);
      g_assert_cmpint (campaign->identity, ==, cases[i].identity);
      g_assert_cmpint (campaign->tracking, ==, POSTINO_TRACKING_BY_CONSENT);
      content = postino_campaigns_table_get_revision (db, campaign->revision, NULL);
      g_assert_cmpstr (content->subject, ==, "");
      servers = postino_drafts_table_list_servers (db, id, NULL);
      g_assert_cmpuint (servers->len, ==, cases[i].server != 0);
      if (servers->len > 0)
        g_assert_cmpint (g_array_index (servers, PostinoDraftServer, 0).server, ==, cases[i].server);
      remove_scratch_folder (folder);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/new-draft/defaults", test_defaults);
  return g_test_run ();
}
