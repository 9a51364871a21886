/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text view of GTK 4.8 lays out new lines while it is drawn, and changes its adjustment then; a
 * scrollbar on that adjustment has a slider without a place in that frame, which GTK complains of.
 * So this one stands on a copy, which follows between two frames. */

#include "gui/widgets/text-scrollbar.h"

struct _PostinoTextScrollbar {
  AdwBin parent_instance;

  GtkAdjustment *text;  /* of the scrolled window */
  GtkAdjustment *shown; /* of the scrollbar */
  gboolean is_following;
  guint follow_id;
};

enum { PROP_ADJUSTMENT = 1, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PostinoTextScrollbar, postino_text_scrollbar, ADW_TYPE_BIN)

static gboolean
follow_cb (gpointer data)
{
  PostinoTextScrollbar *self = data;

  self->follow_id = 0;
  self->is_following = TRUE;
  gtk_adjustment_configure (self->shown, gtk_adjustment_get_value (self->text),
                            gtk_adjustment_get_lower (self->text),
                            gtk_adjustment_get_upper (self->text),
                            gtk_adjustment_get_step_increment (self->text),
                            gtk_adjustment_get_page_increment (self->text),
                            gtk_adjustment_get_page_size (self->text));
  self->is_following = FALSE;
  return G_SOURCE_REMOVE;
}

static void
text_moved_cb (PostinoTextScrollbar *self)
{
  if (self->follow_id == 0)
    self->follow_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, follow_cb, self, NULL);
}

static void
dragged_cb (PostinoTextScrollbar *self)
{
  if (!self->is_following && self->text != NULL)
    gtk_adjustment_set_value (self->text, gtk_adjustment_get_value (self->shown));
}

static void
set_adjustment (PostinoTextScrollbar *self,
                GtkAdjustment        *adjustment)
{
  if (self->text != NULL)
    g_signal_handlers_disconnect_by_data (self->text, self);
  g_set_object (&self->text, adjustment);
  if (adjustment == NULL)
    return;
  g_signal_connect_swapped (adjustment, "changed", G_CALLBACK (text_moved_cb), self);
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (text_moved_cb), self);
  text_moved_cb (self);
}

static void
postino_text_scrollbar_get_property (GObject    *object,
                                     guint       id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  if (id == PROP_ADJUSTMENT)
    g_value_set_object (value, POSTINO_TEXT_SCROLLBAR (object)->text);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_text_scrollbar_set_property (GObject      *object,
                                     guint         id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  if (id == PROP_ADJUSTMENT)
    set_adjustment (POSTINO_TEXT_SCROLLBAR (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_text_scrollbar_dispose (GObject *object)
{
  PostinoTextScrollbar *self = POSTINO_TEXT_SCROLLBAR (object);

  g_clear_handle_id (&self->follow_id, g_source_remove);
  set_adjustment (self, NULL);
  G_OBJECT_CLASS (postino_text_scrollbar_parent_class)->dispose (object);
}

static void
postino_text_scrollbar_class_init (PostinoTextScrollbarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_text_scrollbar_get_property;
  object_class->set_property = postino_text_scrollbar_set_property;
  object_class->dispose = postino_text_scrollbar_dispose;

  properties[PROP_ADJUSTMENT] = g_param_spec_object ("adjustment", NULL, NULL, GTK_TYPE_ADJUSTMENT,
                                                     G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
postino_text_scrollbar_init (PostinoTextScrollbar *self)
{
  self->shown = gtk_adjustment_new (0, 0, 0, 0, 0, 0);
  adw_bin_set_child (ADW_BIN (self), gtk_scrollbar_new (GTK_ORIENTATION_VERTICAL, self->shown));
  g_signal_connect_object (self->shown, "value-changed", G_CALLBACK (dragged_cb), self,
                           G_CONNECT_SWAPPED);
}
