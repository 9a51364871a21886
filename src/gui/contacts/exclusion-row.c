/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the exclusions. The second line says why, since when and how it came, in that order, since
 * a narrow window shows the beginning of it; all of it is in the tooltip. */

#include "gui/contacts/exclusion-row.h"

#include <glib/gi18n-lib.h>

#include "base/text.h"
#include "gui/contacts/exclusion-dialog.h"
#include "gui/widgets/figures.h"

enum { MAX_NOTE_OCTETS = 300 };

struct _PostinoExclusionRow {
  AdwBin parent_instance;

  GtkLabel *key;
  GtkLabel *reason;
  GtkButton *button;

  PostinoSession *session; /* borrowed */
  PostinoSuppressionItem *item;
};

G_DEFINE_FINAL_TYPE (PostinoExclusionRow, postino_exclusion_row, ADW_TYPE_BIN)

/* "Has unsubscribed · 12/11/2026 10:00 · link in a message · note". Yours. */
static char *
describe (const PostinoSuppression *suppression)
{
  g_autofree char *reason = postino_figure_capitalize (postino_suppression_reason_describe (suppression->reason));
  g_autofree char *since = postino_figure_moment (suppression->at_us);
  g_autofree char *note = suppression->note != NULL ? postino_text_cut (suppression->note, MAX_NOTE_OCTETS)
                                                    : NULL;
  const char *source = postino_exclusion_describe_source (suppression->source);

  if (note != NULL && *note != '\0')
    return g_strdup_printf ("%s · %s · %s · %s", reason, since, note, source);
  return g_strdup_printf ("%s · %s · %s", reason, since, source);
}

static gboolean
may_be_lifted (const PostinoSuppression *suppression)
{
  return suppression->reason == POSTINO_SUPPRESSION_MANUAL
         || suppression->reason == POSTINO_SUPPRESSION_HARD_BOUNCE;
}

static void
show_item (PostinoExclusionRow *self)
{
  const PostinoSuppression *suppression = self->item != NULL ? postino_suppression_item_get (self->item)
                                                             : NULL;
  g_autofree char *text = suppression != NULL ? describe (suppression) : NULL;

  gtk_label_set_text (self->key, suppression != NULL ? suppression->key : "");
  gtk_label_set_text (self->reason, text != NULL ? text : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->reason), text);
  gtk_widget_set_visible (GTK_WIDGET (self->button), suppression != NULL);
  if (suppression != NULL)
    gtk_button_set_label (self->button, may_be_lifted (suppression) ? _("_Lift…") : _("_Why?"));
}

static void
clicked_cb (PostinoExclusionRow *self)
{
  const PostinoSuppression *suppression = postino_suppression_item_get (self->item);

  postino_exclusion_ask_to_lift (GTK_WIDGET (self), self->session, suppression->key,
                                 suppression->reason);
}

static void
postino_exclusion_row_dispose (GObject *object)
{
  postino_exclusion_row_bind (POSTINO_EXCLUSION_ROW (object), NULL);
  G_OBJECT_CLASS (postino_exclusion_row_parent_class)->dispose (object);
}

static void
postino_exclusion_row_class_init (PostinoExclusionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_exclusion_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/contacts/exclusion-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoExclusionRow, key);
  gtk_widget_class_bind_template_child (widget_class, PostinoExclusionRow, reason);
  gtk_widget_class_bind_template_child (widget_class, PostinoExclusionRow, button);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
}

static void
postino_exclusion_row_init (PostinoExclusionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
postino_exclusion_row_new (PostinoSession *session)
{
  PostinoExclusionRow *self = g_object_new (POSTINO_TYPE_EXCLUSION_ROW, NULL);

  self->session = session;
  return GTK_WIDGET (self);
}

void
postino_exclusion_row_bind (PostinoExclusionRow    *self,
                            PostinoSuppressionItem *item)
{
  if (self->item == item)
    return;
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  g_signal_connect_swapped (item, "changed", G_CALLBACK (show_item), self);
  show_item (self);
}
