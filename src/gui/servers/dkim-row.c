/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A record is long and nobody types it: it is copied. It stands open while DNS does not show it. */

#include "gui/servers/dkim-row.h"

#include <glib/gi18n-lib.h>

#include "base/date.h"
#include "gui/shell/toast.h"

struct _PostinoDkimRow {
  AdwExpanderRow parent_instance;

  GtkLabel *name_label;
  GtkLabel *value_label;
};

G_DEFINE_FINAL_TYPE (PostinoDkimRow, postino_dkim_row, ADW_TYPE_EXPANDER_ROW)

static void
copy_name_cb (PostinoDkimRow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), gtk_label_get_text (self->name_label));
  postino_toast_say (GTK_WIDGET (self), _("The name is copied: paste it into the form of your DNS"));
}

static void
copy_value_cb (PostinoDkimRow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), gtk_label_get_text (self->value_label));
  postino_toast_say (GTK_WIDGET (self), _("The value is copied: paste it into the form of your DNS"));
}

/* What DNS says; yours. */
static char *
describe (GPtrArray *rows,
          guint      i)
{
  const PostinoDkimKeyRow *row = rows->pdata[i];
  g_autofree char *when = NULL;

  switch (postino_dkim_choice_get_use (rows, i, g_get_real_time ()))
    {
    case POSTINO_DKIM_KEY_SIGNS:
      return g_strdup (_("DNS shows it: it signs"));
    case POSTINO_DKIM_KEY_AWAITED:
      if (row->checked_us == 0)
        return g_strdup (_("DNS has not been asked yet"));
      when = postino_date_to_human (row->checked_us);
      return g_strdup_printf (_("Not seen in DNS yet, checked at %s"), when);
    case POSTINO_DKIM_KEY_FORMER:
      when = postino_date_to_human (postino_dkim_choice_get_replaced_us (rows, i) + POSTINO_DKIM_KEEP_US);
      return g_strdup_printf (_("A newer key signs: leave this record in DNS until %s"), when);
    case POSTINO_DKIM_KEY_OVER:
      return g_strdup (_("A newer key signs: this record can be taken out of DNS"));
    }
  g_assert_not_reached ();
}

static void
postino_dkim_row_class_init (PostinoDkimRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/postino/Postino/ui/servers/dkim-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoDkimRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, PostinoDkimRow, value_label);
  gtk_widget_class_bind_template_callback (widget_class, copy_name_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_value_cb);
}

static void
postino_dkim_row_init (PostinoDkimRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
postino_dkim_row_new (GPtrArray *rows,
                      guint      i)
{
  PostinoDkimRow *self = g_object_new (POSTINO_TYPE_DKIM_ROW, NULL);
  const PostinoDkimKeyRow *row = rows->pdata[i];
  g_autofree char *state = describe (rows, i);
  g_autofree char *name = postino_dkim_record_build_name (row->selector, row->domain);
  g_autofree char *value = postino_dkim_record_build (row->kind, row->public_key);
  g_autofree char *title = g_strdup_printf ("%s (%s)", row->selector, row->kind == POSTINO_DKIM_RSA ? "RSA" : "Ed25519");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), state);
  gtk_label_set_text (self->name_label, name);
  gtk_label_set_text (self->value_label, value);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), row->seen_us == 0);
  return GTK_WIDGET (self);
}
