/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo workspace: the same steps a user takes, with the files of data/demo. Nobody in it is
 * real: all addresses are of the domains that RFC 2606 keeps for examples. */

#include "campaign/demo.h"

#include <glib/gstdio.h>

#include "base/paths.h"
#include "campaign/campaigns-table.h"
#include "campaign/identities-table.h"
#include "campaign/servers-table.h"
#include "campaign/setup.h"
#include "contacts/consent-table.h"
#include "contacts/lists-table.h"
#include "interchange/import.h"
#include "workspace/settings-table.h"
#include "workspace/workspace.h"

#define LIST "Newsletter"

static const struct {
  const char *file;
  const char *consent_words; /* NULL: none */
  guint purposes;
} groups[] = {
  { "contacts-newsletter.csv", "Sì, voglio ricevere la newsletter", POSTINO_PURPOSE_NEWSLETTER },
  /* behind them, so that the newest messages in the sandbox are those whose clicks have a name */
  { "contacts-measured.csv",
    "Sì, voglio ricevere la newsletter e accetto che aperture e clic siano misurati",
    POSTINO_PURPOSE_NEWSLETTER | POSTINO_PURPOSE_TRACKING },
  { "contacts-without-consent.csv", NULL, 0 },
};

static gboolean
import_group (PostinoWorkspace *workspace,
              gsize             group,
              PostinoDemo      *demo,
              GError          **error)
{
  g_autofree char *name = g_strconcat ("demo/", groups[group].file, NULL);
  g_autofree char *path = postino_workspace_build_path (workspace, groups[group].file);
  g_autoptr (GBytes) file = postino_paths_load_resource (name);
  const char *lists[] = { LIST, NULL };
  PostinoImportOptions options = { .path = path, .lists = lists,
                                   .consent_words = groups[group].consent_words,
                                   .consent_purposes = groups[group].purposes, .consent_source = "demo" };
  PostinoImportOutcome outcome = { 0 };
  gboolean imported;

  imported = postino_paths_write_file (path, g_bytes_get_data (file, NULL), g_bytes_get_size (file),
                                       0600, error)
             && postino_import_run (postino_workspace_get_store (workspace), &options, &outcome,
                                    NULL, error);
  g_unlink (path);
  demo->n_contacts += outcome.n_added;
  if (groups[group].consent_words == NULL)
    demo->n_without_consent += outcome.n_added;
  return imported;
}

static gboolean
add_campaign (PostinoDb   *db,
              PostinoDemo *demo,
              gint64       identity,
              GError     **error)
{
  g_autoptr (GBytes) file = postino_paths_load_resource ("demo/newsletter.html");
  g_autofree char *html = g_strndup (g_bytes_get_data (file, NULL), g_bytes_get_size (file));
  g_autoptr (PostinoServer) sandbox = postino_servers_table_get_by_name (db, POSTINO_SANDBOX_SERVER,
                                                                         error);
  PostinoCampaign campaign = { .name = (char *) "Inverno in bottega", .identity = identity,
                               .lifetime_days = 5,
                               .tracking = POSTINO_TRACKING_BY_CONSENT };
  PostinoRevision revision = { .subject = (char *) "{% if contact.first_name %}{{ contact.first_name }}, è{% else %}È"
                                                   "{% endif %} arrivato l’inverno in bottega",
                               .html = html };
  gint64 now_us = g_get_real_time ();
  gint64 list;

  return sandbox != NULL && postino_lists_table_find (db, LIST, &list, error)
         && postino_campaigns_table_insert (db, &campaign, now_us, &demo->campaign, error)
         && postino_campaigns_table_add_revision (db, demo->campaign, &revision, now_us, error)
         && postino_campaigns_table_add_list (db, demo->campaign, list, FALSE, error)
         && postino_campaigns_table_add_server (db, demo->campaign, sandbox->id, 1, error);
}

static gboolean
add_sender_and_campaign (PostinoDb *db,
                         gpointer   data,
                         GError   **error)
{
  PostinoIdentity identity = {
    .email = (char *) "ciao@bottega.example.com",
    .name = (char *) "Bottega Tramonti",
    .postal_address = (char *) "Via dei Vasai 12, 50125 Firenze",
    .legal = (char *) "Bottega Tramonti S.r.l., P.IVA 01234567890",
    .privacy_url = (char *) "https://bottega.example.com/privacy",
  };
  g_autoptr (PostinoIdentity) added = NULL;

  if (!postino_identities_table_put (db, &identity, g_get_real_time (), error))
    return FALSE;
  added = postino_identities_table_get_by_email (db, identity.email, error);
  return added != NULL && add_campaign (db, data, added->id, error)
         && postino_settings_table_set (db, "demo", "1", error);
}

gboolean
postino_demo_build (const char  *folder,
                    PostinoDemo *demo,
                    GError     **error)
{
  g_autoptr (PostinoWorkspace) workspace = NULL;

  *demo = (PostinoDemo) { 0 };
  if (!postino_setup_workspace (folder, error))
    return FALSE;
  workspace = postino_workspace_open (folder, error);
  if (workspace == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      if (!import_group (workspace, i, demo, error))
        return FALSE;
    }
  return postino_store_write (postino_workspace_get_store (workspace), POSTINO_STORE_NORMAL,
                              add_sender_and_campaign,
                              demo, error);
}
