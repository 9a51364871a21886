/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Publishing. What goes out is the least a collector needs: numbers and addresses of links, the
 * sender's name and language for its unsubscribe page, whether it is a test, and the key that opens
 * the tokens. No contact, no content.
 *
 * Doing it twice is harmless (a crash between acknowledgement and commit): the collector replaces
 * what it knows. */

#include "harvest/publish.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "campaign/campaigns-table.h"
#include "campaign/identities-table.h"
#include "campaign/link-base.h"
#include "content/html-language.h"
#include "content/utm.h"
#include "harvest/harvest.h"
#include "store/change.h"
#include "workspace/secrets.h"
#include "workspace/settings-table.h"

#define LOCAL_PREFIX "http://127.0.0.1:"

typedef struct {
  GPtrArray *campaigns;    /* of PostinoCampaign */
  GPtrArray *publications; /* of PostinoPublication, the same order */
  char *collector_url;     /* setting; NULL: none */
} Todo;

static void
clear_todo (Todo *todo)
{
  g_clear_pointer (&todo->campaigns, g_ptr_array_unref);
  g_clear_pointer (&todo->publications, g_ptr_array_unref);
  g_clear_pointer (&todo->collector_url, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Todo, clear_todo)

char *
postino_publish_encode_url (const char *url)
{
  GString *encoded = g_string_new (NULL);

  for (const char *at = url; *at != '\0'; at++)
    {
      if ((guchar) *at > ' ' && (guchar) *at < 0x7f)
        g_string_append_c (encoded, *at);
      else
        g_string_append_printf (encoded, "%%%02X", (guchar) *at);
    }
  return g_string_free (encoded, FALSE);
}

static gboolean
read_sender (PostinoDb             *db,
             const PostinoCampaign *campaign,
             PostinoPublication    *publication,
             GError               **error)
{
  g_autoptr (PostinoIdentity) identity = NULL;
  g_autoptr (PostinoRevision) revision = NULL;

  if (campaign->identity != 0)
    {
      identity = postino_identities_table_get (db, campaign->identity, error);
      if (identity == NULL)
        return FALSE;
      publication->sender = g_strdup (identity->name);
    }
  if (campaign->revision == 0)
    return TRUE;
  revision = postino_campaigns_table_get_revision (db, campaign->revision, error);
  if (revision == NULL)
    return FALSE;
  publication->language = postino_html_find_language (revision->html);
  return TRUE;
}

static PostinoPublication *
read_publication (PostinoDb             *db,
                  const PostinoCampaign *campaign,
                  GError               **error)
{
  g_autoptr (PostinoPublication) publication = g_new0 (PostinoPublication, 1);
  g_autoptr (GPtrArray) urls = postino_campaigns_table_get_links (db, campaign->id, error);

  if (urls == NULL || !read_sender (db, campaign, publication, error))
    return NULL;
  publication->campaign = campaign->id;
  publication->is_test = campaign->is_test;
  publication->urls = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < urls->len; i++)
    {
      g_autofree char *target = postino_utm_tag_url (campaign->utm, urls->pdata[i]);

      g_ptr_array_add (publication->urls, postino_publish_encode_url (target));
    }
  return g_steal_pointer (&publication);
}

static gboolean
read_todo (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Todo *todo = data;

  todo->campaigns = postino_campaigns_table_list_unpublished (db, error);
  if (todo->campaigns == NULL
      || !postino_settings_table_dup (db, POSTINO_SETTING_COLLECTOR_URL, &todo->collector_url,
                                      error))
    return FALSE;
  for (guint i = 0; i < todo->campaigns->len; i++)
    {
      PostinoPublication *publication = read_publication (db, todo->campaigns->pdata[i], error);

      if (publication == NULL)
        return FALSE;
      g_ptr_array_add (todo->publications, publication);
    }
  return TRUE;
}

static gboolean
write_published (PostinoDb *db,
                 gpointer   data,
                 GError   **error)
{
  gint64 campaign = *(gint64 *) data;

  return postino_campaigns_table_set_published (db, campaign,
                                                postino_clock_now_us (postino_clock_system ()), error)
         && postino_change_bump (db, POSTINO_TOPIC_CAMPAIGNS, error);
}

static gboolean
set_published (PostinoWorkspace      *workspace,
               const PostinoCampaign *campaign,
               GError               **error)
{
  gint64 id = campaign->id;

  return postino_store_write (postino_workspace_get_store (workspace), POSTINO_STORE_URGENT,
                              write_published, &id, error);
}

static gboolean
publish_local (PostinoWorkspace      *workspace,
               PostinoSpool          *local,
               const PostinoCampaign *campaign,
               PostinoPublication    *publication,
               GError               **error)
{
  g_autoptr (GBytes) key = postino_secrets_get_token_key (workspace, error);

  return key != NULL
         && postino_spool_publish (local, publication, key,
                                   postino_clock_now_us (postino_clock_system ()), error)
         && set_published (workspace, campaign, error);
}

static gboolean
publish_public (PostinoWorkspace      *workspace,
                const PostinoCampaign *campaign,
                PostinoPublication    *publication,
                GError               **error)
{
  g_autoptr (PostinoCollectorClient) client = NULL;
  g_autoptr (GBytes) key = NULL;
  gboolean held_off = FALSE;

  if (!postino_harvest_is_held_off (workspace, &held_off, error))
    return FALSE;
  if (held_off)
    return TRUE;
  key = postino_secrets_get_token_key (workspace, error);
  if (key == NULL || !postino_harvest_open_client (workspace, &client, error))
    return FALSE;
  if (client == NULL)
    return TRUE;
  if (postino_collector_client_publish (client, publication, key, error))
    return set_published (workspace, campaign, error);
  postino_harvest_hold_off (workspace);
  return FALSE;
}

static gboolean
publish_one (PostinoWorkspace *workspace,
             PostinoSpool     *local,
             const Todo       *todo,
             guint             i,
             GError          **error)
{
  const PostinoCampaign *campaign = todo->campaigns->pdata[i];
  PostinoPublication *publication = todo->publications->pdata[i];

  if (g_strcmp0 (campaign->collector_url, todo->collector_url) == 0)
    return publish_public (workspace, campaign, publication, error);
  if (g_str_has_prefix (campaign->collector_url, LOCAL_PREFIX))
    return local == NULL || publish_local (workspace, local, campaign, publication, error);
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED,
               _("The links of “%s” lead to the collector %s, which is not the one in the settings any more. "
                 "Set it again, or take the campaign back to a draft and start it anew."),
               campaign->name, campaign->collector_url);
  return FALSE;
}

gboolean
postino_publish_run (PostinoWorkspace *workspace,
                     PostinoSpool     *local,
                     GError          **error)
{
  g_auto (Todo) todo = { .publications = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_publication_free) };
  gboolean ok = TRUE;

  if (!postino_store_read (postino_workspace_get_store (workspace), read_todo, &todo, error))
    return FALSE;
  for (guint i = 0; i < todo.campaigns->len; i++)
    {
      g_autoptr (GError) failure = NULL;

      if (publish_one (workspace, local, &todo, i, &failure) || !ok)
        continue;
      ok = FALSE;
      g_propagate_error (error, g_steal_pointer (&failure));
    }
  return ok;
}
