/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A banner on a GtkRevealer, as GNOME's own programs had it before AdwBanner: one line that wraps
 * when it is narrow, and a button that says what can be done about it.
 *
 * What has slid away is hidden as well: a revealer alone would leave it to whoever hears the screen. */

#include "gui/widgets/banner.h"

struct _PostinoBanner {
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkWidget *box;
  GtkLabel *title;
  GtkButton *button;
  char *kind;
};

typedef enum {
  PROP_TITLE = 1,
  PROP_BUTTON_LABEL,
  PROP_IS_REVEALED,
  PROP_KIND,
  N_PROPS,
} Property;

static GParamSpec *properties[N_PROPS];
static guint clicked_signal;

G_DEFINE_FINAL_TYPE (PostinoBanner, postino_banner, ADW_TYPE_BIN)

static void
clicked_cb (PostinoBanner *self)
{
  g_signal_emit (self, clicked_signal, 0);
}

static void
reveal (PostinoBanner *self,
        gboolean       is_revealed)
{
  if (is_revealed)
    gtk_widget_set_visible (self->box, TRUE);
  gtk_revealer_set_reveal_child (self->revealer, is_revealed);
}

static void
revealed_cb (PostinoBanner *self)
{
  gtk_widget_set_visible (self->box, gtk_revealer_get_reveal_child (self->revealer)
                                     || gtk_revealer_get_child_revealed (self->revealer));
}

static void
set_kind (PostinoBanner *self,
          const char    *kind)
{
  if (self->kind != NULL)
    gtk_widget_remove_css_class (self->box, self->kind);
  g_free (self->kind);
  self->kind = g_strdup (kind);
  if (kind != NULL)
    gtk_widget_add_css_class (self->box, kind);
}

static void
set_button_label (PostinoBanner *self,
                  const char    *label)
{
  gtk_button_set_label (self->button, label != NULL ? label : "");
  gtk_widget_set_visible (GTK_WIDGET (self->button), label != NULL);
}

static void
postino_banner_get_property (GObject    *object,
                             guint       id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  PostinoBanner *self = POSTINO_BANNER (object);

  switch ((Property) id)
    {
    case PROP_TITLE:
      g_value_set_string (value, gtk_label_get_text (self->title));
      return;
    case PROP_BUTTON_LABEL:
      g_value_set_string (value, gtk_button_get_label (self->button));
      return;
    case PROP_IS_REVEALED:
      g_value_set_boolean (value, gtk_revealer_get_reveal_child (self->revealer));
      return;
    case PROP_KIND:
      g_value_set_string (value, self->kind);
      return;
    case N_PROPS:
      break;
    }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_banner_set_property (GObject      *object,
                             guint         id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  PostinoBanner *self = POSTINO_BANNER (object);

  switch ((Property) id)
    {
    case PROP_TITLE:
      postino_banner_set_title (self, g_value_get_string (value));
      return;
    case PROP_BUTTON_LABEL:
      set_button_label (self, g_value_get_string (value));
      return;
    case PROP_IS_REVEALED:
      reveal (self, g_value_get_boolean (value));
      return;
    case PROP_KIND:
      set_kind (self, g_value_get_string (value));
      return;
    case N_PROPS:
      break;
    }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_banner_finalize (GObject *object)
{
  g_free (POSTINO_BANNER (object)->kind);
  G_OBJECT_CLASS (postino_banner_parent_class)->finalize (object);
}

static void
postino_banner_class_init (PostinoBannerClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = postino_banner_get_property;
  object_class->set_property = postino_banner_set_property;
  object_class->finalize = postino_banner_finalize;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_BUTTON_LABEL] = g_param_spec_string ("button-label", NULL, NULL, NULL, flags);
  properties[PROP_IS_REVEALED] = g_param_spec_boolean ("is-revealed", NULL, NULL, FALSE, flags);
  properties[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  clicked_signal = g_signal_new ("button-clicked", POSTINO_TYPE_BANNER, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/widgets/banner.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, PostinoBanner, box);
  gtk_widget_class_bind_template_child (widget_class, PostinoBanner, title);
  gtk_widget_class_bind_template_child (widget_class, PostinoBanner, button);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, revealed_cb);
  gtk_widget_class_set_css_name (widget_class, "postinobanner");
}

static void
postino_banner_init (PostinoBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
postino_banner_new (const char *kind,
                    const char *button_label)
{
  return g_object_new (POSTINO_TYPE_BANNER, "kind", kind, "button-label", button_label, NULL);
}

void
postino_banner_set_title (PostinoBanner *self,
                          const char    *title)
{
  gtk_label_set_text (self->title, title != NULL ? title : "");
}

void
postino_banner_set_trouble (PostinoBanner *self,
                            const char    *title)
{
  if (title != NULL)
    postino_banner_set_title (self, title); /* else it keeps its words while it slides away */
  reveal (self, title != NULL);
}
