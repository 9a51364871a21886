/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/campaigns/campaign-row.h"

#include <glib/gi18n-lib.h>

#include "gui/campaigns/progress-words.h"

struct _PostinoCampaignRow {
  GtkListBoxRow parent_instance;

  GtkLabel *name;
  GtkLabel *line;
  GtkProgressBar *bar;
  GtkMenuButton *more;

  PostinoCampaignItem *item;
  gboolean was_archived;
};

G_DEFINE_FINAL_TYPE (PostinoCampaignRow, postino_campaign_row, GTK_TYPE_LIST_BOX_ROW)

static void
append_item (GMenu      *menu,
             const char *label,
             const char *action,
             gint64      id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "x", id);
  g_menu_append_item (menu, item);
}

static void
build_menu (PostinoCampaignRow *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  gint64 id = postino_campaign_item_get_id (self->item);

  append_item (menu, _("_Rename…"), "campaigns.rename", id);
  append_item (menu, _("_Duplicate"), "campaigns.duplicate", id);
  if (self->was_archived)
    append_item (menu, _("_Put Back"), "campaigns.unarchive", id);
  else
    append_item (menu, _("_Archive"), "campaigns.archive", id);
  gtk_menu_button_set_menu_model (self->more, G_MENU_MODEL (menu));
}

static gint64
count_recipients (PostinoCampaignItem *item)
{
  gint64 total;

  g_object_get (item, "total", &total, NULL);
  return total - postino_campaign_item_get_count (item, POSTINO_LEDGER_SKIPPED);
}

static void
show_bar (PostinoCampaignRow   *self,
          PostinoCampaignState  state,
          gint64                recipients)
{
  gboolean is_under_way = state >= POSTINO_CAMPAIGN_RUNNING && state < POSTINO_CAMPAIGN_FINISHED;
  gint64 left;

  g_object_get (self->item, "left", &left, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), is_under_way && recipients > 0 && left > 0);
  if (recipients > 0)
    gtk_progress_bar_set_fraction (self->bar, 1 - (double) left / (double) recipients);
}

/* Yours. */
static char *
describe (PostinoCampaignRow *self,
          gint64              recipients)
{
  const PostinoCampaign *campaign = postino_campaign_item_get_campaign (self->item);
  gint64 accepted = postino_campaign_item_get_count (self->item, POSTINO_LEDGER_ACCEPTED);
  g_autofree char *line = postino_progress_words_line (campaign, accepted, recipients,
                                                       g_get_real_time ());

  if (campaign->archived_us > 0)
    return g_strdup_printf ("%s · %s", _("Archived"), line);
  return g_steal_pointer (&line);
}

static void
show (PostinoCampaignRow *self)
{
  const PostinoCampaign *campaign = postino_campaign_item_get_campaign (self->item);
  gint64 recipients = count_recipients (self->item);
  g_autofree char *line = describe (self, recipients);
  g_autofree char *spoken = g_strdup_printf ("%s, %s", campaign->name, line);
  gboolean is_archived = campaign->archived_us > 0;

  gtk_label_set_label (self->name, campaign->name);
  gtk_label_set_label (self->line, line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  show_bar (self, campaign->state, recipients);
  if (is_archived != self->was_archived || gtk_menu_button_get_menu_model (self->more) == NULL)
    {
      self->was_archived = is_archived;
      build_menu (self);
    }
}

static void
postino_campaign_row_dispose (GObject *object)
{
  PostinoCampaignRow *self = POSTINO_CAMPAIGN_ROW (object);

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_clear_object (&self->item);
  G_OBJECT_CLASS (postino_campaign_row_parent_class)->dispose (object);
}

static void
postino_campaign_row_class_init (PostinoCampaignRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_campaign_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/campaigns/campaign-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignRow, name);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignRow, line);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignRow, bar);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignRow, more);
}

static void
postino_campaign_row_init (PostinoCampaignRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
postino_campaign_row_new (PostinoCampaignItem *item)
{
  PostinoCampaignRow *self = g_object_new (POSTINO_TYPE_CAMPAIGN_ROW, NULL);

  self->item = g_object_ref (item);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self), "campaigns.open");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self), "x", postino_campaign_item_get_id (item));
  g_signal_connect_swapped (item, "changed", G_CALLBACK (show), self);
  show (self);
  return GTK_WIDGET (self);
}
