/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where links lead. The rule, so that no real recipient ever gets a link to the sender's own
 * machine (promise 3):
 *
 *   collector set    all servers sandbox or trial    some server real
 *   nothing          local                           none
 *   none             none                            none
 *   local            local                           an error
 *   a URL            that URL                        that URL */

#include "campaign/link-base.h"

#include <string.h>

#include "campaign/servers-table.h"
#include "workspace/settings-table.h"

static gboolean
are_all_trial (GPtrArray *servers)
{
  for (guint i = 0; i < servers->len; i++)
    {
      const PostinoServer *server = servers->pdata[i];

      if (!server->is_sandbox && !server->profile->is_trial)
        return FALSE;
    }
  return TRUE;
}

static gboolean
set_local (PostinoDb       *db,
           PostinoLinkBase *base,
           GError         **error)
{
  g_autofree char *port = NULL;

  if (!postino_settings_table_dup (db, POSTINO_SETTING_COLLECTOR_PORT, &port, error))
    return FALSE;
  base->kind = POSTINO_LINK_BASE_LOCAL;
  base->url = g_strdup_printf ("http://127.0.0.1:%s", port != NULL ? port : "0");
  return TRUE;
}

gboolean
postino_link_base_find (PostinoDb       *db,
                        gint64           campaign,
                        PostinoLinkBase *base,
                        GError         **error)
{
  g_autoptr (GPtrArray) servers = postino_servers_table_list_for_campaign (db, campaign, error);
  g_autofree char *set = NULL;

  *base = (PostinoLinkBase) { POSTINO_LINK_BASE_NONE, NULL, FALSE };
  if (servers == NULL || !postino_settings_table_dup (db, POSTINO_SETTING_COLLECTOR_URL, &set,
                                                      error))
    return FALSE;
  base->is_trial = are_all_trial (servers);

  if (g_strcmp0 (set, "none") == 0)
    return TRUE;
  if (set == NULL)
    return !base->is_trial || set_local (db, base, error);
  if (strcmp (set, "local") != 0)
    {
      base->kind = POSTINO_LINK_BASE_PUBLIC;
      base->url = g_strdup (set);
      return TRUE;
    }
  if (base->is_trial)
    return set_local (db, base, error);
  base->kind = POSTINO_LINK_BASE_LOCAL_WRONG;
  return TRUE;
}

gboolean
postino_link_base_find_public (PostinoDb *db,
                               char     **url,
                               GError   **error)
{
  g_autofree char *set = NULL;

  *url = NULL;
  if (!postino_settings_table_dup (db, POSTINO_SETTING_COLLECTOR_URL, &set, error))
    return FALSE;
  if (set != NULL && strcmp (set, "none") != 0 && strcmp (set, "local") != 0)
    *url = g_steal_pointer (&set);
  return TRUE;
}

void
postino_link_base_clear (PostinoLinkBase *base)
{
  g_clear_pointer (&base->url, g_free);
}
