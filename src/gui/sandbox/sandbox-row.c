/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two lines as in a mail program. What does not fit is in the tooltip of its line. */

#include "gui/sandbox/sandbox-row.h"

#include <glib/gi18n-lib.h>

#include "gui/widgets/figures.h"

struct _PostinoSandboxRow {
  AdwBin parent_instance;

  GtkLabel *recipient;
  GtkLabel *time;
  GtkLabel *subject;

  PostinoSandboxItem *item;
};

G_DEFINE_FINAL_TYPE (PostinoSandboxRow, postino_sandbox_row, ADW_TYPE_BIN)

static void
set_line (GtkLabel   *label,
          const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (label), *text != '\0' ? text : NULL);
}

static void
show_item (PostinoSandboxRow *self)
{
  const PostinoSandboxMessage *message = postino_sandbox_item_get (self->item);
  g_autofree char *when = message != NULL ? postino_figure_time (message->at_us, g_get_real_time ())
                                          : g_strdup ("");
  gboolean has_subject = message != NULL && message->subject != NULL && *message->subject != '\0';

  set_line (self->recipient, message != NULL ? message->recipient : "");
  gtk_label_set_text (self->time, when);
  set_line (self->subject, has_subject ? message->subject : message != NULL ? _("No subject") : "");
}

static void
postino_sandbox_row_dispose (GObject *object)
{
  postino_sandbox_row_bind (POSTINO_SANDBOX_ROW (object), NULL);
  G_OBJECT_CLASS (postino_sandbox_row_parent_class)->dispose (object);
}

static void
postino_sandbox_row_class_init (PostinoSandboxRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_sandbox_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/sandbox/sandbox-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoSandboxRow, recipient);
  gtk_widget_class_bind_template_child (widget_class, PostinoSandboxRow, time);
  gtk_widget_class_bind_template_child (widget_class, PostinoSandboxRow, subject);
}

static void
postino_sandbox_row_init (PostinoSandboxRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
postino_sandbox_row_new (void)
{
  return g_object_new (POSTINO_TYPE_SANDBOX_ROW, NULL);
}

void
postino_sandbox_row_bind (PostinoSandboxRow  *self,
                          PostinoSandboxItem *item)
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
