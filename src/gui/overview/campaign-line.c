/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rate is measured only while there is one: what was sent long ago costs nothing here. */

#include "gui/overview/campaign-line.h"

#include "gui/campaigns/progress-words.h"

struct _PostinoCampaignLine {
  GtkListBoxRow parent_instance;

  GtkLabel *name;
  GtkLabel *line;
  GtkProgressBar *bar;

  PostinoSession *session;
  PostinoCampaignItem *item;
  PostinoProgress *progress; /* while it is on its way */
};

G_DEFINE_FINAL_TYPE (PostinoCampaignLine, postino_campaign_line, GTK_TYPE_LIST_BOX_ROW)

static char *
describe (PostinoCampaignLine *self)
{
  const PostinoCampaign *campaign = postino_campaign_item_get_campaign (self->item);
  gint64 now_us = postino_clock_now_us (postino_session_get_clock (self->session));
  gint64 total;

  if (self->progress != NULL && postino_progress_is_loaded (self->progress)
      && campaign->state == POSTINO_CAMPAIGN_RUNNING)
    return postino_progress_words_figures (self->progress, now_us);
  g_object_get (self->item, "total", &total, NULL);
  return postino_progress_words_line (campaign,
                                      postino_campaign_item_get_count (self->item,
                                                                       POSTINO_LEDGER_ACCEPTED),
                                      total - postino_campaign_item_get_count (self->item,
                                                                               POSTINO_LEDGER_SKIPPED),
                                      now_us);
}

static void
show (PostinoCampaignLine *self)
{
  const char *name = postino_campaign_item_get_campaign (self->item)->name;
  g_autofree char *line = describe (self);
  g_autofree char *spoken = g_strdup_printf ("%s, %s", name, line);

  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->line, line);
  gtk_widget_set_visible (GTK_WIDGET (self->bar),
                          self->progress != NULL && postino_progress_get_left (self->progress) > 0);
  if (self->progress != NULL)
    gtk_progress_bar_set_fraction (self->bar, postino_progress_get_fraction (self->progress));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
drop_progress (PostinoCampaignLine *self)
{
  if (self->progress != NULL)
    g_signal_handlers_disconnect_by_data (self->progress, self);
  g_clear_object (&self->progress);
}

static void
item_changed_cb (PostinoCampaignLine *self)
{
  PostinoCampaignState state = postino_campaign_item_get_state (self->item);
  gboolean is_under_way = state >= POSTINO_CAMPAIGN_RUNNING && state < POSTINO_CAMPAIGN_FINISHED;

  if (!is_under_way)
    drop_progress (self);
  else if (self->progress == NULL)
    {
      self->progress = postino_progress_new (postino_session_get_store (self->session),
                                             postino_session_get_proxy (self->session),
                                             postino_campaign_item_get_id (self->item),
                                             postino_session_get_clock (self->session));
      g_signal_connect_swapped (self->progress, "changed", G_CALLBACK (show), self);
    }
  show (self);
}

static void
postino_campaign_line_dispose (GObject *object)
{
  PostinoCampaignLine *self = POSTINO_CAMPAIGN_LINE (object);

  drop_progress (self);
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_clear_object (&self->item);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_campaign_line_parent_class)->dispose (object);
}

static void
postino_campaign_line_class_init (PostinoCampaignLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_campaign_line_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/overview/campaign-line.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignLine, name);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignLine, line);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignLine, bar);
}

static void
postino_campaign_line_init (PostinoCampaignLine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
postino_campaign_line_new (PostinoSession      *session,
                           PostinoCampaignItem *item)
{
  PostinoCampaignLine *self = g_object_new (POSTINO_TYPE_CAMPAIGN_LINE, NULL);

  self->session = g_object_ref (session);
  self->item = g_object_ref (item);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self), "win.open-campaign");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self), "x",
                                    postino_campaign_item_get_id (item));
  g_signal_connect_swapped (item, "changed", G_CALLBACK (item_changed_cb), self);
  item_changed_cb (self);
  return GTK_WIDGET (self);
}
