/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three entries, one value: it is written after a pause in typing, and at the end. While somebody types,
 * what another program wrote is not put under their fingers. */

#include "gui/campaigns/utm-row.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "content/utm.h"

enum { PAUSE_MS = 600, N_VALUES = 3 };

struct _PostinoUtmRow {
  AdwExpanderRow parent_instance;

  GtkEditable *source;
  GtkEditable *medium;
  GtkEditable *name;

  PostinoDraft *draft;
  guint pause_id;      /* in typing */
  gboolean is_setting; /* by the program */
};

G_DEFINE_FINAL_TYPE (PostinoUtmRow, postino_utm_row, ADW_TYPE_EXPANDER_ROW)

/* On one line, and without what stands between the values. */
static char *
read_value (GtkEditable *entry)
{
  char *value = g_strdelimit (g_strdup (gtk_editable_get_text (entry)), ",\r\n", ' ');

  return g_strstrip (value);
}

/* NULL: none. Without a source there are none: it is what statistics ask for. */
static char *
compose (PostinoUtmRow *self)
{
  g_autofree char *source = read_value (self->source);
  g_autofree char *medium = read_value (self->medium);
  g_autofree char *name = read_value (self->name);
  g_autofree char *utm = g_strdup_printf ("%s,%s,%s", source, medium, name);

  return postino_utm_check (utm, NULL) ? g_steal_pointer (&utm) : NULL;
}

/* The values alone: with their names, as in an address, AdwExpanderRow takes the underscores for mnemonics. */
static void
show_meaning (PostinoUtmRow *self)
{
  g_autofree char *utm = compose (self);
  g_auto (GStrv) values = utm != NULL ? g_strsplit (utm, ",", N_VALUES) : NULL;
  g_autofree char *summary = values != NULL ? g_strjoinv (" · ", values) : NULL;

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self),
                                 summary != NULL ? summary : _("None: links stay as you wrote them"));
}

static gboolean
save_cb (gpointer user_data)
{
  PostinoUtmRow *self = user_data;
  g_autofree char *utm = compose (self);

  self->pause_id = 0;
  postino_draft_set_utm (self->draft, utm);
  return G_SOURCE_REMOVE;
}

static void
typed_cb (PostinoUtmRow *self)
{
  if (self->is_setting || self->draft == NULL)
    return;
  show_meaning (self);
  g_clear_handle_id (&self->pause_id, g_source_remove);
  self->pause_id = g_timeout_add (PAUSE_MS, save_cb, self);
}

static void
draft_changed_cb (PostinoUtmRow *self)
{
  const PostinoCampaign *campaign = postino_draft_get_campaign (self->draft);
  GtkEditable *const entries[N_VALUES] = { self->source, self->medium, self->name };
  g_autofree char *shown = compose (self);
  g_auto (GStrv) values = NULL;

  if (self->pause_id != 0 || g_strcmp0 (shown, campaign->utm) == 0)
    return;
  values = g_strsplit (campaign->utm != NULL ? campaign->utm : ",,", ",", N_VALUES);
  self->is_setting = TRUE;
  for (gsize i = 0; i < N_VALUES && values[i] != NULL; i++)
    gtk_editable_set_text (entries[i], values[i]);
  self->is_setting = FALSE;
  show_meaning (self);
}

static void
postino_utm_row_dispose (GObject *object)
{
  PostinoUtmRow *self = POSTINO_UTM_ROW (object);

  if (self->pause_id != 0)
    {
      g_source_remove (self->pause_id);
      save_cb (self);
    }
  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  g_clear_object (&self->draft);
  G_OBJECT_CLASS (postino_utm_row_parent_class)->dispose (object);
}

static void
postino_utm_row_class_init (PostinoUtmRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_utm_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/campaigns/utm-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoUtmRow, source);
  gtk_widget_class_bind_template_child (widget_class, PostinoUtmRow, medium);
  gtk_widget_class_bind_template_child (widget_class, PostinoUtmRow, name);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
}

static void
postino_utm_row_init (PostinoUtmRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_meaning (self);
}

void
postino_utm_row_bind (PostinoUtmRow *self,
                      PostinoDraft  *draft)
{
  g_return_if_fail (self->draft == NULL);

  self->draft = g_object_ref (draft);
  g_signal_connect_swapped (draft, "changed", G_CALLBACK (draft_changed_cb), self);
  if (postino_draft_get_campaign (draft) != NULL)
    draft_changed_cb (self);
}
