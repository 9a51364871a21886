/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pane beside a page: one thing of many, looked at without leaving the many. */

#include "gui/shell/side-pane.h"

struct _PostinoSidePane {
  AdwBin parent_instance;

  AdwFlap *flap;
};

typedef enum {
  PROP_CONTENT = 1,
  PROP_PANE,
  PROP_SHOW_PANE,
  PROP_IS_FOLDED,
  N_PROPS,
} Property;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PostinoSidePane, postino_side_pane, ADW_TYPE_BIN)

static void
reveal_cb (PostinoSidePane *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_PANE]);
}

static void
folded_cb (PostinoSidePane *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_FOLDED]);
}

static void
postino_side_pane_get_property (GObject    *object,
                                guint       id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  PostinoSidePane *self = POSTINO_SIDE_PANE (object);

  switch ((Property) id)
    {
    case PROP_CONTENT:
      g_value_set_object (value, adw_flap_get_content (self->flap));
      return;
    case PROP_PANE:
      g_value_set_object (value, adw_flap_get_flap (self->flap));
      return;
    case PROP_SHOW_PANE:
      g_value_set_boolean (value, postino_side_pane_get_show_pane (self));
      return;
    case PROP_IS_FOLDED:
      g_value_set_boolean (value, adw_flap_get_folded (self->flap));
      return;
    case N_PROPS:
      break;
    }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_side_pane_set_property (GObject      *object,
                                guint         id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  PostinoSidePane *self = POSTINO_SIDE_PANE (object);

  switch ((Property) id)
    {
    case PROP_CONTENT:
      adw_flap_set_content (self->flap, g_value_get_object (value));
      return;
    case PROP_PANE:
      adw_flap_set_flap (self->flap, g_value_get_object (value));
      return;
    case PROP_SHOW_PANE:
      postino_side_pane_set_show_pane (self, g_value_get_boolean (value));
      return;
    case PROP_IS_FOLDED:
    case N_PROPS:
      break;
    }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_side_pane_class_init (PostinoSidePaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_side_pane_get_property;
  object_class->set_property = postino_side_pane_set_property;

  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PANE] = g_param_spec_object ("pane", NULL, NULL, GTK_TYPE_WIDGET,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOW_PANE]
    = g_param_spec_boolean ("show-pane", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_IS_FOLDED] = g_param_spec_boolean ("is-folded", NULL, NULL, FALSE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
postino_side_pane_init (PostinoSidePane *self)
{
  self->flap = ADW_FLAP (adw_flap_new ());
  adw_flap_set_flap_position (self->flap, GTK_PACK_END);
  adw_flap_set_separator (self->flap, gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  adw_flap_set_reveal_flap (self->flap, FALSE);
  adw_flap_set_locked (self->flap, TRUE); /* only who is asked shows it, no change of width */
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->flap));
  g_signal_connect_swapped (self->flap, "notify::reveal-flap", G_CALLBACK (reveal_cb), self);
  g_signal_connect_swapped (self->flap, "notify::folded", G_CALLBACK (folded_cb), self);
}

void
postino_side_pane_set_show_pane (PostinoSidePane *self,
                                 gboolean         show_pane)
{
  adw_flap_set_reveal_flap (self->flap, show_pane);
}

gboolean
postino_side_pane_get_show_pane (PostinoSidePane *self)
{
  return adw_flap_get_reveal_flap (self->flap);
}
