/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all pages look alike in. A page is a template with this frame in it; the frame knows nothing
 * of what is on it.
 *
 * How wide a page is does not depend on its height. Left to itself, a box asks each wrapping label for
 * the least width its text has a place in at a given height, which GTK 4.8 finds by trial: a banner
 * that appeared had its text laid out 360 times. */

#include "gui/shell/page.h"

#include "gui/shell/banners.h"
#include "gui/shell/split.h"

struct _PostinoPage {
  AdwBin parent_instance;

  AdwHeaderBar *header;
  AdwWindowTitle *window_title; /* owned, too */
  GtkButton *sidebar_button;
  GtkButton *back_button;
  AdwBin *search_bar;
  PostinoBanners *banners;
  AdwBin *content;
  GtkWidget *search; /* owned; NULL: the page has none */

  PostinoSplit *split; /* the one it stands in; watched while it does */
};

typedef enum {
  PROP_TITLE = 1,
  PROP_SUBTITLE,
  PROP_SESSION,
  PROP_BACK_ACTION,
  N_PROPS,
} Property;

static GParamSpec *properties[N_PROPS];
static GtkBuildableIface *parent_buildable;

static void buildable_init (GtkBuildableIface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PostinoPage, postino_page, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, buildable_init))

static GtkSizeRequestMode
get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure (GtkWidget     *widget,
         GtkOrientation orientation,
         int            for_size,
         int           *minimum,
         int           *natural,
         int           *minimum_baseline,
         int           *natural_baseline)
{
  gtk_widget_measure (adw_bin_get_child (ADW_BIN (widget)), orientation,
                      orientation == GTK_ORIENTATION_HORIZONTAL ? -1 : for_size, minimum, natural,
                      NULL, NULL);
}

static void
allocate (GtkWidget *widget,
          int        width,
          int        height,
          int        baseline)
{
  gtk_widget_allocate (adw_bin_get_child (ADW_BIN (widget)), width, height, baseline, NULL);
}

static void
show_sidebar_cb (PostinoPage *self)
{
  if (self->split != NULL)
    postino_split_set_show_content (self->split, FALSE);
}

/* Between the buttons of a folded window's header bar there is no room for words. */
static void
place_search (PostinoPage *self,
              gboolean     below)
{
  if (self->search == NULL || below == gtk_widget_get_visible (GTK_WIDGET (self->search_bar)))
    return;
  if (below)
    {
      adw_header_bar_set_title_widget (self->header, GTK_WIDGET (self->window_title));
      adw_bin_set_child (self->search_bar, self->search);
    }
  else
    {
      adw_bin_set_child (self->search_bar, NULL);
      adw_header_bar_set_title_widget (self->header, self->search);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->search_bar), below);
}

static void
folded_cb (PostinoPage *self)
{
  gboolean is_folded = self->split != NULL && postino_split_is_folded (self->split);

  gtk_widget_set_visible (GTK_WIDGET (self->sidebar_button),
                          is_folded && !gtk_widget_get_visible (GTK_WIDGET (self->back_button)));
  place_search (self, is_folded);
}

static void
postino_page_root (GtkWidget *widget)
{
  PostinoPage *self = POSTINO_PAGE (widget);

  GTK_WIDGET_CLASS (postino_page_parent_class)->root (widget);
  self->split = POSTINO_SPLIT (gtk_widget_get_ancestor (widget, POSTINO_TYPE_SPLIT));
  if (self->split != NULL)
    g_signal_connect_swapped (self->split, "notify::is-folded", G_CALLBACK (folded_cb), self);
  folded_cb (self);
}

static void
postino_page_unroot (GtkWidget *widget)
{
  PostinoPage *self = POSTINO_PAGE (widget);

  if (self->split != NULL)
    g_signal_handlers_disconnect_by_data (self->split, self);
  self->split = NULL;
  GTK_WIDGET_CLASS (postino_page_parent_class)->unroot (widget);
}

static void
set_back_action (PostinoPage *self,
                 const char  *name)
{
  gtk_widget_set_visible (GTK_WIDGET (self->back_button), name != NULL);
  if (name != NULL)
    gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->back_button), name);
  folded_cb (self);
}

static void
postino_page_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  PostinoPage *self = POSTINO_PAGE (object);

  switch ((Property) id)
    {
    case PROP_TITLE:
      g_value_set_string (value, adw_window_title_get_title (self->window_title));
      return;
    case PROP_SUBTITLE:
      g_value_set_string (value, adw_window_title_get_subtitle (self->window_title));
      return;
    case PROP_SESSION:
      g_object_get_property (G_OBJECT (self->banners), "session", value);
      return;
    case PROP_BACK_ACTION:
      g_value_set_string (value, gtk_actionable_get_action_name (GTK_ACTIONABLE (self->back_button)));
      return;
    case N_PROPS:
      break;
    }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_page_set_property (GObject      *object,
                           guint         id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  PostinoPage *self = POSTINO_PAGE (object);

  switch ((Property) id)
    {
    case PROP_TITLE:
      postino_page_set_title (self, g_value_get_string (value));
      return;
    case PROP_SUBTITLE:
      postino_page_set_subtitle (self, g_value_get_string (value));
      return;
    case PROP_SESSION:
      postino_banners_set_session (self->banners, g_value_get_object (value));
      return;
    case PROP_BACK_ACTION:
      set_back_action (self, g_value_get_string (value));
      return;
    case N_PROPS:
      break;
    }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* Its own template's children come first, before the members are bound: they go the usual way. */
static void
add_child (GtkBuildable *buildable,
           GtkBuilder   *builder,
           GObject      *child,
           const char   *type)
{
  PostinoPage *self = POSTINO_PAGE (buildable);

  if (self->header == NULL)
    parent_buildable->add_child (buildable, builder, child, type);
  else if (g_strcmp0 (type, "start") == 0)
    adw_header_bar_pack_start (self->header, GTK_WIDGET (child));
  else if (g_strcmp0 (type, "end") == 0)
    adw_header_bar_pack_end (self->header, GTK_WIDGET (child));
  else if (g_strcmp0 (type, "title") == 0)
    adw_header_bar_set_title_widget (self->header, GTK_WIDGET (child));
  else if (g_strcmp0 (type, "search") == 0)
    {
      self->search = g_object_ref_sink (GTK_WIDGET (child));
      adw_header_bar_set_title_widget (self->header, self->search);
    }
  else
    adw_bin_set_child (self->content, GTK_WIDGET (child));
}

static void
buildable_init (GtkBuildableIface *interface)
{
  parent_buildable = g_type_interface_peek_parent (interface);
  interface->add_child = add_child;
}

static void
postino_page_dispose (GObject *object)
{
  PostinoPage *self = POSTINO_PAGE (object);

  g_clear_object (&self->search);
  g_clear_object (&self->window_title);
  G_OBJECT_CLASS (postino_page_parent_class)->dispose (object);
}

static void
postino_page_class_init (PostinoPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = postino_page_get_property;
  object_class->set_property = postino_page_set_property;
  object_class->dispose = postino_page_dispose;
  widget_class->root = postino_page_root;
  widget_class->unroot = postino_page_unroot;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, POSTINO_TYPE_SESSION,
                                                  flags);
  properties[PROP_BACK_ACTION] = g_param_spec_string ("back-action", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (POSTINO_TYPE_BANNERS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/shell/page.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoPage, header);
  gtk_widget_class_bind_template_child (widget_class, PostinoPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, PostinoPage, sidebar_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, PostinoPage, banners);
  gtk_widget_class_bind_template_child (widget_class, PostinoPage, content);
  gtk_widget_class_bind_template_callback (widget_class, show_sidebar_cb);
}

static void
postino_page_init (PostinoPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (GTK_WIDGET (self),
                                 gtk_custom_layout_new (get_request_mode, measure, allocate));
  g_object_ref (self->window_title); /* while the search has its place */
}

void
postino_page_set_title (PostinoPage *self,
                        const char  *title)
{
  adw_window_title_set_title (self->window_title, title != NULL ? title : "");
}

void
postino_page_set_subtitle (PostinoPage *self,
                           const char  *subtitle)
{
  adw_window_title_set_subtitle (self->window_title, subtitle != NULL ? subtitle : "");
}

/* The one that is shown, below @widget; NULL: none is. */
static PostinoPage *
find_shown (GtkWidget *widget)
{
  PostinoPage *found = NULL;

  if (POSTINO_IS_PAGE (widget))
    return POSTINO_PAGE (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (gtk_widget_get_visible (child) && gtk_widget_get_child_visible (child))
        found = find_shown (child);
    }
  return found;
}

gboolean
postino_page_focus_content (GtkWidget *widget)
{
  PostinoPage *page = find_shown (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (page == NULL)
    return FALSE;
  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (page->content)))
    return TRUE;
  return gtk_widget_child_focus (GTK_WIDGET (page->content), GTK_DIR_TAB_FORWARD);
}
