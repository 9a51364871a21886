/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only an end that was seen to come is told: what had finished before the window opened is no news.
 * Where no window is open the worker tells (worker/end-notice). */

#include "gui/campaigns/finish-notice.h"

#include <inttypes.h>

#include "campaign/campaign-words.h"

static const char KEY[] = "postino-finish-notice";

typedef struct {
  GtkWindow *window;
  PostinoSession *session;
  GHashTable *under_way; /* ids */
} Notice;

static void
tell (Notice              *notice,
      PostinoCampaignItem *item)
{
  GtkApplication *application = gtk_window_get_application (notice->window);
  const PostinoCampaign *campaign = postino_campaign_item_get_campaign (item);
  g_autofree char *title = postino_campaign_describe_end (campaign);
  g_autofree char *body = postino_campaign_describe_accepted (
    postino_campaign_item_get_count (item, POSTINO_LEDGER_ACCEPTED));
  g_autofree char *id = g_strdup_printf ("finished-%" PRId64, campaign->id);
  g_autoptr (GNotification) notification = g_notification_new (title);

  if (application == NULL)
    return;
  g_notification_set_body (notification, body);
  g_notification_set_default_action_and_target (notification, "app.open-campaign", "(sx)",
                                                postino_session_get_folder (notice->session),
                                                campaign->id);
  g_application_send_notification (G_APPLICATION (application), id, notification);
}

static void
look_at (Notice              *notice,
         PostinoCampaignItem *item)
{
  gint64 id = postino_campaign_item_get_id (item);

  switch (postino_campaign_item_get_state (item))
    {
    case POSTINO_CAMPAIGN_LAUNCHING:
    case POSTINO_CAMPAIGN_RUNNING:
    case POSTINO_CAMPAIGN_PAUSED:
    case POSTINO_CAMPAIGN_WAITING:
    case POSTINO_CAMPAIGN_STOPPING:
      g_hash_table_add (notice->under_way, g_memdup2 (&id, sizeof id));
      break;
    case POSTINO_CAMPAIGN_FINISHED:
      if (g_hash_table_remove (notice->under_way, &id) && !gtk_window_is_active (notice->window))
        tell (notice, item);
      break;
    case POSTINO_CAMPAIGN_DRAFT:
    case POSTINO_CAMPAIGN_SCHEDULED:
    case POSTINO_CAMPAIGN_MISSED:
    case POSTINO_CAMPAIGN_FREEZING:
      g_hash_table_remove (notice->under_way, &id);
      break;
    }
}

static void
item_changed_cb (PostinoCampaignItem *item,
                 GtkWindow           *window)
{
  Notice *notice = g_object_get_data (G_OBJECT (window), KEY);

  if (notice != NULL)
    look_at (notice, item);
}

static void
items_changed_cb (GListModel *campaigns,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Notice     *notice)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (PostinoCampaignItem) item = g_list_model_get_item (campaigns, i);

      g_signal_handlers_disconnect_by_func (item, item_changed_cb, notice->window);
      g_signal_connect_object (item, "changed", G_CALLBACK (item_changed_cb), notice->window, 0);
      look_at (notice, item);
    }
}

static void
release (gpointer data)
{
  Notice *notice = data;

  g_signal_handlers_disconnect_by_data (postino_session_get_campaigns (notice->session), notice);
  g_object_unref (notice->session);
  g_hash_table_unref (notice->under_way);
  g_free (notice);
}

void
postino_finish_notice_attach (GtkWindow      *window,
                              PostinoSession *session)
{
  GListModel *campaigns = G_LIST_MODEL (postino_session_get_campaigns (session));
  Notice *notice = g_new0 (Notice, 1);

  notice->window = window;
  notice->session = g_object_ref (session);
  notice->under_way = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_object_set_data_full (G_OBJECT (window), KEY, notice, release);
  g_signal_connect (campaigns, "items-changed", G_CALLBACK (items_changed_cb), notice);
  items_changed_cb (campaigns, 0, 0, g_list_model_get_n_items (campaigns), notice);
}

void
postino_finish_notice_detach (GtkWindow *window)
{
  g_object_set_data (G_OBJECT (window), KEY, NULL);
}
