/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two columns of a window. */

#include "gui/shell/split.h"

struct _PostinoSplit {
  AdwBin parent_instance;

  AdwLeaflet *leaflet;
  GtkWidget *sidebar;
  GtkWidget *content;
};

typedef enum {
  PROP_SIDEBAR = 1,
  PROP_CONTENT,
  PROP_SHOW_CONTENT,
  PROP_IS_FOLDED,
  N_PROPS,
} Property;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PostinoSplit, postino_split, ADW_TYPE_BIN)

static void
folded_cb (PostinoSplit *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_FOLDED]);
}

static void
visible_child_cb (PostinoSplit *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_CONTENT]);
}

/* The order of the children is that of the columns, whichever was set first. */
static void
build (PostinoSplit *self)
{
  GtkWidget *separator;

  if (self->sidebar == NULL || self->content == NULL)
    return;
  separator = gtk_separator_new (GTK_ORIENTATION_VERTICAL);
  adw_leaflet_append (self->leaflet, self->sidebar);
  adw_leaflet_page_set_navigatable (adw_leaflet_append (self->leaflet, separator), FALSE);
  adw_leaflet_append (self->leaflet, self->content);
  adw_leaflet_set_visible_child (self->leaflet, self->content);
}

static void
postino_split_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  PostinoSplit *self = POSTINO_SPLIT (object);

  switch ((Property) id)
    {
    case PROP_SIDEBAR:
      g_value_set_object (value, self->sidebar);
      return;
    case PROP_CONTENT:
      g_value_set_object (value, self->content);
      return;
    case PROP_SHOW_CONTENT:
      g_value_set_boolean (value, adw_leaflet_get_visible_child (self->leaflet) == self->content);
      return;
    case PROP_IS_FOLDED:
      g_value_set_boolean (value, postino_split_is_folded (self));
      return;
    case N_PROPS:
      break;
    }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_split_set_property (GObject      *object,
                            guint         id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  PostinoSplit *self = POSTINO_SPLIT (object);

  switch ((Property) id)
    {
    case PROP_SIDEBAR:
      self->sidebar = g_value_get_object (value);
      build (self);
      return;
    case PROP_CONTENT:
      self->content = g_value_get_object (value);
      build (self);
      return;
    case PROP_SHOW_CONTENT:
      postino_split_set_show_content (self, g_value_get_boolean (value));
      return;
    case PROP_IS_FOLDED:
    case N_PROPS:
      break;
    }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_split_class_init (PostinoSplitClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_split_get_property;
  object_class->set_property = postino_split_set_property;

  properties[PROP_SIDEBAR] = g_param_spec_object ("sidebar", NULL, NULL, GTK_TYPE_WIDGET,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOW_CONTENT]
    = g_param_spec_boolean ("show-content", NULL, NULL, TRUE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_IS_FOLDED] = g_param_spec_boolean ("is-folded", NULL, NULL, FALSE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
postino_split_init (PostinoSplit *self)
{
  self->leaflet = ADW_LEAFLET (adw_leaflet_new ());
  adw_leaflet_set_can_navigate_back (self->leaflet, TRUE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->leaflet));
  g_signal_connect_swapped (self->leaflet, "notify::folded", G_CALLBACK (folded_cb), self);
  g_signal_connect_swapped (self->leaflet, "notify::visible-child", G_CALLBACK (visible_child_cb),
                            self);
}

gboolean
postino_split_is_folded (PostinoSplit *self)
{
  return adw_leaflet_get_folded (self->leaflet);
}

void
postino_split_set_show_content (PostinoSplit *self,
                                gboolean      show_content)
{
  GtkWidget *child = show_content ? self->content : self->sidebar;

  if (child != NULL)
    adw_leaflet_set_visible_child (self->leaflet, child);
}
