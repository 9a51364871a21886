/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/overview/last-report.h"

#include <glib/gi18n-lib.h>

#include "gui/widgets/figures.h"
#include "stats/sent-query.h"

struct _PostinoLastReport {
  AdwBin parent_instance;

  GtkListBoxRow *row;
  GtkLabel *name;
  GtkLabel *accepted;
  GtkLabel *clicked;
  GtkLabel *clicked_title;
  GtkLabel *unsubscribed;

  PostinoRowList *sent;
};

G_DEFINE_FINAL_TYPE (PostinoLastReport, postino_last_report, ADW_TYPE_BIN)

static void
show_number (GtkLabel *label,
             gint64    n,
             gboolean  is_known)
{
  g_autofree char *number = is_known ? postino_figure_count (n) : g_strdup ("–");

  gtk_label_set_label (label, number);
}

static void
show (PostinoLastReport *self,
      const PostinoSent *sent)
{
  g_autofree char *spoken = g_strdup_printf (_("Report of %s"), sent->name);

  gtk_label_set_label (self->name, sent->name);
  show_number (self->accepted, sent->accepted, TRUE);
  show_number (self->clicked, sent->clicked, sent->is_measured);
  gtk_label_set_label (self->clicked_title, sent->is_by_name ? _("Clicked") : _("Clicks"));
  show_number (self->unsubscribed, sent->unsubscribed, sent->knows_unsubscribed);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->row), "x", sent->campaign);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
}

/* The newest that is finished and was not put away: whether one is may change without the list changing. */
static void
find_cb (PostinoLastReport *self)
{
  GListModel *model = G_LIST_MODEL (self->sent);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (PostinoTableRow) row = g_list_model_get_item (model, i);
      const PostinoSent *sent = postino_table_row_get (row);

      if (sent->state != POSTINO_CAMPAIGN_FINISHED || sent->is_archived)
        continue;
      show (self, sent);
      gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
      return;
    }
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
items_changed_cb (PostinoLastReport *self,
                  guint              position,
                  guint              removed,
                  guint              added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (PostinoTableRow) row = g_list_model_get_item (G_LIST_MODEL (self->sent), i);

      g_signal_connect_object (row, "changed", G_CALLBACK (find_cb), self, G_CONNECT_SWAPPED);
    }
  find_cb (self);
}

static void
postino_last_report_dispose (GObject *object)
{
  PostinoLastReport *self = POSTINO_LAST_REPORT (object);

  if (self->sent != NULL)
    g_signal_handlers_disconnect_by_data (self->sent, self);
  g_clear_object (&self->sent);
  G_OBJECT_CLASS (postino_last_report_parent_class)->dispose (object);
}

static void
postino_last_report_class_init (PostinoLastReportClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_last_report_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/overview/last-report.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoLastReport, row);
  gtk_widget_class_bind_template_child (widget_class, PostinoLastReport, name);
  gtk_widget_class_bind_template_child (widget_class, PostinoLastReport, accepted);
  gtk_widget_class_bind_template_child (widget_class, PostinoLastReport, clicked);
  gtk_widget_class_bind_template_child (widget_class, PostinoLastReport, clicked_title);
  gtk_widget_class_bind_template_child (widget_class, PostinoLastReport, unsubscribed);
}

static void
postino_last_report_init (PostinoLastReport *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
postino_last_report_bind (PostinoLastReport *self,
                          PostinoSession    *session)
{
  self->sent = g_object_ref (postino_session_get_sent (session));
  g_signal_connect_swapped (self->sent, "items-changed", G_CALLBACK (items_changed_cb), self);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (self->sent)));
}
