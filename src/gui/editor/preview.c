/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A web view with one empty page in it, whose content is exchanged.
 *
 * An exchange (preview.js) takes a third of the time of loading a page, and keeps the scroll. One is
 * under way at a time; `html` is always the newest, and is what a page begun anew shows: after the
 * web process died, or after the session was exchanged because remote images are wanted.
 *
 * A page that kills the web process again and again is not tried for ever: after MAX_DEATHS it
 * waits for another one. */

#include "gui/editor/preview.h"

#include <glib/gi18n-lib.h>

#include "gui/editor/idle-hold.h"
#include "gui/editor/preview-shield.h"

#define SCRIPT "/org/postino/Postino/ui/editor/preview.js"
#define WORLD "postino"

enum {
  DEFAULT_WIDTH = 640,
  MIN_WIDTH = 120,
  MAX_DEATHS = 3,
};

struct _PostinoPreview {
  GtkWidget parent_instance;

  WebKitWebView *view;
  GCancellable *cancellable; /* of what belongs to `view` */
  GBytes *script;
  char *html;                /* the newest; NULL: none yet */
  guint serial;              /* of `html` */
  guint serial_shown;
  guint n_deaths;            /* since a page was shown */

  int page_width;
  gboolean remote_images;
  gboolean is_ready;         /* the empty page stands */
  gboolean is_exchanging;
  PostinoIdleHold hold;      /* meanwhile */
  char *trouble;
  char *link;
};

typedef enum {
  PROP_PAGE_WIDTH = 1,
  PROP_REMOTE_IMAGES,
  PROP_IS_EMPTY,
  PROP_TROUBLE,
  PROP_LINK,
  N_PROPS,
} Property;

enum { SHOWN, LINK_CLICKED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoPreview, postino_preview, GTK_TYPE_WIDGET)

static void
set_text (PostinoPreview *self,
          char          **text,
          const char     *with,
          guint           property)
{
  if (g_strcmp0 (*text, with) == 0)
    return;
  g_free (*text);
  *text = g_strdup (with);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void exchange (PostinoPreview *self);

static void
finish_exchange (PostinoPreview *self,
                 guint           serial)
{
  gboolean was_empty = self->serial_shown == 0;

  self->serial_shown = serial;
  self->n_deaths = 0;
  set_text (self, &self->trouble, NULL, PROP_TROUBLE);
  if (was_empty)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_EMPTY]);
  g_signal_emit (self, signals[SHOWN], 0, serial);
}

typedef struct {
  PostinoPreview *preview; /* owned */
  guint serial;
} Exchange;

static void
exchanged_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autofree Exchange *this = user_data;
  g_autoptr (PostinoPreview) self = this->preview;
  g_autoptr (GError) error = NULL;
  g_autoptr (JSCValue) value
    = webkit_web_view_call_async_javascript_function_finish (WEBKIT_WEB_VIEW (source), result,
                                                             &error);

  if (self->view != WEBKIT_WEB_VIEW (source)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->is_exchanging = FALSE;
  postino_idle_hold_release (&self->hold);
  if (value != NULL)
    finish_exchange (self, this->serial);
  else
    set_text (self, &self->trouble, _("The preview could not show this newsletter."), PROP_TROUBLE);
  if (this->serial != self->serial)
    exchange (self);
}

static void
exchange (PostinoPreview *self)
{
  Exchange *this;
  GVariantDict arguments;
  gsize length;
  const char *script = g_bytes_get_data (self->script, &length);

  if (!self->is_ready || self->is_exchanging || self->html == NULL)
    return;
  this = g_new0 (Exchange, 1);
  this->preview = g_object_ref (self);
  this->serial = self->serial;
  self->is_exchanging = TRUE;
  postino_idle_hold_begin (&self->hold);
  g_variant_dict_init (&arguments, NULL);
  g_variant_dict_insert (&arguments, "html", "s", self->html);
  webkit_web_view_call_async_javascript_function (self->view, script, (gssize) length,
                                                  g_variant_dict_end (&arguments), WORLD,
                                                  "postino:preview", self->cancellable,
                                                  exchanged_cb, this);
}

static void
load_changed_cb (PostinoPreview *self,
                 WebKitLoadEvent event)
{
  if (event != WEBKIT_LOAD_FINISHED)
    return;
  self->is_ready = TRUE;
  exchange (self);
}

static void
filter_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoPreview) self = user_data;
  WebKitUserContentFilter *filter = postino_preview_shield_filter_finish (result, &error);
  g_autofree char *sentence = NULL;

  if (filter != NULL)
    {
      /* Another view's, if the session was exchanged meanwhile: that one asked for its own. */
      if (self->view != NULL && !g_cancellable_is_cancelled (self->cancellable))
        postino_preview_shield_load (self->view, filter);
      webkit_user_content_filter_unref (filter);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* Without its filter it is not shown at all. */
  sentence = g_strdup_printf (_("There is no preview, because its filter against remote content could not be made: %s"),
                              error->message);
  set_text (self, &self->trouble, sentence, PROP_TROUBLE);
}

static void
begin_page (PostinoPreview *self)
{
  self->is_ready = FALSE;
  self->is_exchanging = FALSE;
  postino_idle_hold_end (&self->hold);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  postino_preview_shield_filter_async (self->remote_images, self->cancellable, filter_cb,
                                       g_object_ref (self));
}

static void
terminated_cb (PostinoPreview                 *self,
               WebKitWebProcessTerminationReason reason)
{
  self->n_deaths++;
  if (self->n_deaths >= MAX_DEATHS)
    {
      self->is_ready = FALSE;
      set_text (self, &self->trouble, _("The preview cannot show this newsletter. It tries again when the newsletter changes."),
                PROP_TROUBLE);
      return;
    }
  set_text (self, &self->trouble, _("The preview stopped and is being started again."),
            PROP_TROUBLE);
  begin_page (self);
}

static void
target_cb (PostinoPreview      *self,
           WebKitHitTestResult *hit)
{
  set_text (self, &self->link, webkit_hit_test_result_context_is_link (hit)
                                 ? webkit_hit_test_result_get_link_uri (hit) : NULL, PROP_LINK);
}

static void
link_clicked_cb (const char *uri,
                 gpointer    user_data)
{
  g_signal_emit (user_data, signals[LINK_CLICKED], 0, uri);
}

static void
drop_view (PostinoPreview *self)
{
  if (self->view == NULL)
    return;
  postino_preview_shield_watch_links (self->view, NULL, NULL);
  postino_idle_hold_end (&self->hold);
  g_cancellable_cancel (self->cancellable);
  g_signal_handlers_disconnect_by_data (self->view, self);
  gtk_widget_unparent (GTK_WIDGET (self->view));
  g_clear_object (&self->view);
}

static void
make_view (PostinoPreview *self)
{
  drop_view (self);
  self->view = g_object_ref_sink (postino_preview_shield_new_view (self->remote_images));
  g_signal_connect_swapped (self->view, "load-changed", G_CALLBACK (load_changed_cb), self);
  g_signal_connect_swapped (self->view, "web-process-terminated", G_CALLBACK (terminated_cb), self);
  g_signal_connect_swapped (self->view, "mouse-target-changed", G_CALLBACK (target_cb), self);
  postino_preview_shield_watch_links (self->view, link_clicked_cb, self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Preview"), -1);
  gtk_widget_set_parent (GTK_WIDGET (self->view), GTK_WIDGET (self));
  begin_page (self);
}

static void
postino_preview_measure (GtkWidget     *widget,
                         GtkOrientation orientation,
                         int            for_size,
                         int           *minimum,
                         int           *natural,
                         int           *minimum_baseline,
                         int           *natural_baseline)
{
  PostinoPreview *self = POSTINO_PREVIEW (widget);

  gtk_widget_measure (GTK_WIDGET (self->view), orientation, -1, minimum, natural, NULL, NULL);
  *minimum = MAX (*minimum, MIN_WIDTH);
  *natural = MAX (*minimum, orientation == GTK_ORIENTATION_HORIZONTAL ? self->page_width : *natural);
}

/* As wide as a mail client's page, in the middle; smaller where there is less room. */
static void
postino_preview_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  PostinoPreview *self = POSTINO_PREVIEW (widget);
  int shown = MIN (width, self->page_width);
  double zoom = (double) shown / self->page_width;
  GtkAllocation allocation = { (width - shown) / 2, 0, shown, height };

  gtk_widget_size_allocate (GTK_WIDGET (self->view), &allocation, -1);
  if (webkit_web_view_get_zoom_level (self->view) != zoom)
    webkit_web_view_set_zoom_level (self->view, zoom);
}

static void
postino_preview_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  PostinoPreview *self = POSTINO_PREVIEW (object);

  switch ((Property) id)
    {
    case PROP_PAGE_WIDTH:
      g_value_set_int (value, self->page_width);
      return;
    case PROP_REMOTE_IMAGES:
      g_value_set_boolean (value, self->remote_images);
      return;
    case PROP_IS_EMPTY:
      g_value_set_boolean (value, self->serial_shown == 0);
      return;
    case PROP_TROUBLE:
      g_value_set_string (value, self->trouble);
      return;
    case PROP_LINK:
      g_value_set_string (value, self->link);
      return;
    case N_PROPS:
      break;
    }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_preview_set_property (GObject      *object,
                              guint         id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  PostinoPreview *self = POSTINO_PREVIEW (object);

  if (id == PROP_PAGE_WIDTH)
    postino_preview_set_page_width (self, g_value_get_int (value));
  else if (id == PROP_REMOTE_IMAGES)
    postino_preview_set_remote_images (self, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_preview_dispose (GObject *object)
{
  PostinoPreview *self = POSTINO_PREVIEW (object);

  drop_view (self);
  G_OBJECT_CLASS (postino_preview_parent_class)->dispose (object);
}

static void
postino_preview_finalize (GObject *object)
{
  PostinoPreview *self = POSTINO_PREVIEW (object);

  g_clear_object (&self->cancellable);
  g_bytes_unref (self->script);
  g_free (self->html);
  g_free (self->trouble);
  g_free (self->link);
  G_OBJECT_CLASS (postino_preview_parent_class)->finalize (object);
}

static void
postino_preview_class_init (PostinoPreviewClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags both = readable | G_PARAM_WRITABLE;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = postino_preview_get_property;
  object_class->set_property = postino_preview_set_property;
  object_class->dispose = postino_preview_dispose;
  object_class->finalize = postino_preview_finalize;
  widget_class->measure = postino_preview_measure;
  widget_class->size_allocate = postino_preview_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "preview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);

  properties[PROP_PAGE_WIDTH] = g_param_spec_int ("page-width", NULL, NULL, MIN_WIDTH, G_MAXINT,
                                                  DEFAULT_WIDTH, both);
  properties[PROP_REMOTE_IMAGES] = g_param_spec_boolean ("remote-images", NULL, NULL, FALSE, both);
  properties[PROP_IS_EMPTY] = g_param_spec_boolean ("is-empty", NULL, NULL, TRUE, readable);
  properties[PROP_TROUBLE] = g_param_spec_string ("trouble", NULL, NULL, NULL, readable);
  properties[PROP_LINK] = g_param_spec_string ("link", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SHOWN] = g_signal_new ("shown", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[LINK_CLICKED] = g_signal_new ("link-clicked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                        0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

/* WebKit would take whatever is dropped on it, and show it: while something is dragged over the
 * preview its view is not there for the pointer, so that the drop goes on to the window. */
static void
drag_entered_cb (PostinoPreview *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self->view), FALSE);
}

static void
drag_left_cb (PostinoPreview *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self->view), TRUE);
}

static void
watch_drags (PostinoPreview *self)
{
  GtkEventController *drag = gtk_drop_controller_motion_new ();

  gtk_event_controller_set_propagation_phase (drag, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (drag, "enter", G_CALLBACK (drag_entered_cb), self);
  g_signal_connect_swapped (drag, "leave", G_CALLBACK (drag_left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), drag);
}

static void
postino_preview_init (PostinoPreview *self)
{
  self->page_width = DEFAULT_WIDTH;
  self->cancellable = g_cancellable_new ();
  self->script = g_resources_lookup_data (SCRIPT, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Preview of the newsletter"), -1);
  make_view (self);
  watch_drags (self);
}

GtkWidget *
postino_preview_new (void)
{
  return g_object_new (POSTINO_TYPE_PREVIEW, NULL);
}

guint
postino_preview_show (PostinoPreview *self,
                      const char     *html)
{
  g_return_val_if_fail (POSTINO_IS_PREVIEW (self), 0);

  g_free (self->html);
  self->html = g_strdup (html);
  self->serial++;
  if (self->n_deaths >= MAX_DEATHS)
    {
      self->n_deaths = 0;
      begin_page (self);
    }
  else
    exchange (self);
  return self->serial;
}

void
postino_preview_set_page_width (PostinoPreview *self,
                                int             width)
{
  g_return_if_fail (POSTINO_IS_PREVIEW (self));

  if (self->page_width == width)
    return;
  self->page_width = width;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAGE_WIDTH]);
}

void
postino_preview_set_remote_images (PostinoPreview *self,
                                   gboolean        remote_images)
{
  g_return_if_fail (POSTINO_IS_PREVIEW (self));

  if (self->remote_images == remote_images)
    return;
  self->remote_images = remote_images;
  make_view (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REMOTE_IMAGES]);
}

const char *
postino_preview_get_trouble (PostinoPreview *self)
{
  return self->trouble;
}
