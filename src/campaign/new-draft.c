/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Defaults are only what nobody could want otherwise: a choice among several stays open. */

#include "campaign/new-draft.h"

#include "campaign/campaigns-table.h"
#include "campaign/drafts-table.h"
#include "campaign/identities-table.h"
#include "campaign/servers-table.h"
#include "campaign/starter.h"
#include "workspace/settings-table.h"

static gboolean
add_starter (PostinoDb *db,
             gint64     campaign,
             gint64     now_us,
             GError   **error)
{
  g_autofree char *html = postino_starter_load ();
  PostinoRevision revision = { .subject = (char *) "", .html = html };

  return postino_campaigns_table_add_revision (db, campaign, &revision, now_us, error);
}

gboolean
postino_new_draft_add_server (PostinoDb *db,
                              gint64     campaign,
                              GError   **error)
{
  g_autoptr (GPtrArray) servers = postino_servers_table_list (db, error);
  g_autofree char *demo = NULL;
  gint64 real = 0;
  gint64 sandbox = 0;
  gint64 chosen;
  guint n_real = 0;

  if (servers == NULL || !postino_settings_table_dup (db, "demo", &demo, error))
    return FALSE;
  for (guint i = 0; i < servers->len; i++)
    {
      const PostinoServer *server = servers->pdata[i];

      if (server->is_sandbox)
        sandbox = server->id;
      else
        {
          real = server->id;
          n_real++;
        }
    }
  chosen = n_real == 1 ? real : n_real == 0 && demo != NULL ? sandbox : 0;
  return chosen == 0 || postino_campaigns_table_add_server (db, campaign, chosen, 1, error);
}

gboolean
postino_new_draft_make (PostinoDb  *db,
                        const char *name,
                        gint64      now_us,
                        gint64     *id,
                        GError    **error)
{
  g_autoptr (GPtrArray) identities = postino_identities_table_list (db, error);
  g_autofree char *free_name = postino_drafts_table_find_free_name (db, name, error);
  PostinoCampaign campaign = { .name = free_name,
                               .tracking = POSTINO_TRACKING_BY_CONSENT,
                               .lifetime_days = POSTINO_NEW_DRAFT_LIFETIME_DAYS };

  if (identities == NULL || free_name == NULL)
    return FALSE;
  if (identities->len == 1)
    campaign.identity = ((const PostinoIdentity *) identities->pdata[0])->id;
  return postino_campaigns_table_insert (db, &campaign, now_us, id, error)
         && add_starter (db, *id, now_us, error)
         && postino_new_draft_add_server (db, *id, error);
}
