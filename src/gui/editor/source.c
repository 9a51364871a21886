/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GtkSourceView as Postino sets it up; both parts of a newsletter are written in one.
 *
 * Files come by drag and drop or by the clipboard; they are read on GIO's threads. A whole page
 * replaces the text, a piece of one is put where the cursor is; both are one step to undo. */

#include "gui/editor/source.h"

#include <glib/gi18n-lib.h>
#include <gtksourceview/gtksource.h>

#include "content/html-file.h"
#include "gui/editor/find-bar.h"
#include "gui/shell/drop.h"
#include "gui/shell/toast.h"
#include "gui/widgets/text-scrollbar.h"

#define FAULT "postino-fault"

struct _PostinoSource {
  AdwBin parent_instance;

  GtkSourceView *view;
  GtkSourceBuffer *buffer;
  PostinoFindBar *find_bar;

  GCancellable *cancellable; /* of reading a file */
  guint fault_line;
  gboolean is_setting;
};

typedef enum {
  PROP_LANGUAGE = 1,
  PROP_LABEL,
  PROP_EDITABLE,
  N_PROPS,
} Property;

enum { CHANGED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoSource, postino_source, ADW_TYPE_BIN)

static void
changed_cb (PostinoSource *self)
{
  if (!self->is_setting)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
follow_colours (PostinoSource *self)
{
  const char *scheme = adw_style_manager_get_dark (adw_style_manager_get_default ()) ? "Adwaita-dark"
                                                                                     : "Adwaita";

  gtk_source_buffer_set_style_scheme (self->buffer,
                                      gtk_source_style_scheme_manager_get_scheme (
                                        gtk_source_style_scheme_manager_get_default (), scheme));
}

/* ---- files ---- */

static void
replace_all (PostinoSource *self,
             const char    *text)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter start, end;

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert (buffer, &start, text, -1);
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
  gtk_text_buffer_end_user_action (buffer);
}

static void
undo_cb (gpointer data)
{
  PostinoSource *self = data;

  gtk_text_buffer_undo (GTK_TEXT_BUFFER (self->buffer));
}

static void
take_file (PostinoSource *self,
           const char    *name,
           const char    *text)
{
  g_autofree char *sentence = NULL;
  GtkTextIter start, end;

  if (!gtk_text_view_get_editable (GTK_TEXT_VIEW (self->view)))
    return;
  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self->buffer), &start, &end);
  if (!postino_html_file_is_page (text) && !gtk_text_iter_equal (&start, &end))
    {
      postino_source_insert (self, text);
      return;
    }
  replace_all (self, text);
  if (gtk_text_iter_equal (&start, &end))
    return;
  sentence = g_strdup_printf (_("The text was replaced by “%s”"), name);
  postino_toast_offer (GTK_WIDGET (self), sentence, _("Undo"), undo_cb, g_object_ref (self),
                       g_object_unref);
}

typedef struct {
  PostinoSource *source; /* owned */
  GFile *file;
} Reading;

static void
free_reading (Reading *reading)
{
  g_object_unref (reading->source);
  g_object_unref (reading->file);
  g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, free_reading)

static void
finish_reading (const Reading *reading,
                GBytes        *bytes,
                const GError  *error)
{
  g_autofree char *name = g_file_get_basename (reading->file);
  g_autoptr (GError) fault = NULL;
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (bytes != NULL)
    text = postino_html_file_to_text (name, bytes, &fault);
  if (text != NULL)
    take_file (reading->source, name, text);
  else
    postino_toast_fail (GTK_WIDGET (reading->source), fault != NULL ? fault : error);
}

static void
read_cb (GObject      *stream,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (Reading) reading = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (stream), result,
                                                               &error);

  finish_reading (reading, bytes, error);
}

/* One byte more than may be: so it shows that there is more, and a huge file is not read whole. */
static void
opened_cb (GObject      *file,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (Reading) reading = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (file), result, &error);
  GCancellable *cancellable = reading->source->cancellable;

  if (stream == NULL)
    {
      finish_reading (reading, NULL, error);
      return;
    }
  g_input_stream_read_bytes_async (G_INPUT_STREAM (stream), POSTINO_HTML_FILE_MAX_BYTES + 1,
                                   G_PRIORITY_DEFAULT, cancellable, read_cb,
                                   g_steal_pointer (&reading));
}

static void
read_file (PostinoSource *self,
           GFile         *file)
{
  Reading *reading = g_new0 (Reading, 1);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  reading->source = g_object_ref (self);
  reading->file = g_object_ref (file);
  g_file_read_async (file, G_PRIORITY_DEFAULT, self->cancellable, opened_cb, reading);
}

static gboolean
is_html_name (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *lower = name != NULL ? g_ascii_strdown (name, -1) : NULL;

  return lower != NULL
         && (g_str_has_suffix (lower, ".html") || g_str_has_suffix (lower, ".htm")
             || g_str_has_suffix (lower, ".xhtml") || g_str_has_suffix (lower, ".txt"));
}

/* Other files are the window's: a table of contacts dropped here is imported all the same. */
static gboolean
take_files (GSList  *files,
            gpointer user_data)
{
  PostinoSource *self = user_data;

  if (files == NULL || files->next != NULL || !is_html_name (files->data)
      || !gtk_text_view_get_editable (GTK_TEXT_VIEW (self->view)))
    return FALSE;
  read_file (self, files->data);
  return TRUE;
}

static void
pasted_cb (GObject      *clipboard,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (PostinoSource) self = user_data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (clipboard), result, NULL);

  if (value != NULL && !take_files (g_value_get_boxed (value), self))
    postino_toast_say (GTK_WIDGET (self), _("Only one HTML file can be pasted here"));
}

/* Files copied in a file manager; all else is text, and the text view's. */
static void
paste_cb (PostinoSource *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self->view));

  if (!gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (clipboard), GDK_TYPE_FILE_LIST))
    return;
  g_signal_stop_emission_by_name (self->view, "paste-clipboard");
  gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, NULL, pasted_cb,
                                  g_object_ref (self));
}

/* Closes the find bar from the text as well as from its own entry; else there is nothing to leave. */
static gboolean
escape_cb (GtkWidget *widget,
           GVariant  *arguments,
           gpointer   user_data)
{
  PostinoSource *self = POSTINO_SOURCE (widget);

  if (!postino_find_bar_is_open (self->find_bar))
    return FALSE;
  postino_find_bar_close (self->find_bar);
  return TRUE;
}

/* ---- the object ---- */

static void
postino_source_get_property (GObject    *object,
                             guint       id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  PostinoSource *self = POSTINO_SOURCE (object);

  if (id == PROP_EDITABLE)
    g_value_set_boolean (value, gtk_text_view_get_editable (GTK_TEXT_VIEW (self->view)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
set_language (PostinoSource *self,
              const char    *id)
{
  GtkSourceLanguageManager *manager = gtk_source_language_manager_get_default ();

  gtk_source_buffer_set_language (self->buffer, id != NULL
                                                  ? gtk_source_language_manager_get_language (manager, id)
                                                  : NULL);
}

static void
postino_source_set_property (GObject      *object,
                             guint         id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  PostinoSource *self = POSTINO_SOURCE (object);

  switch ((Property) id)
    {
    case PROP_LANGUAGE:
      set_language (self, g_value_get_string (value));
      return;
    case PROP_LABEL:
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      g_value_get_string (value), -1);
      return;
    case PROP_EDITABLE:
      postino_source_set_editable (self, g_value_get_boolean (value));
      return;
    case N_PROPS:
      break;
    }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static gboolean
postino_source_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (POSTINO_SOURCE (widget)->view));
}

static void
postino_source_dispose (GObject *object)
{
  PostinoSource *self = POSTINO_SOURCE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (postino_source_parent_class)->dispose (object);
}

static void
postino_source_class_init (PostinoSourceClass *klass)
{
  const GParamFlags written = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = postino_source_get_property;
  object_class->set_property = postino_source_set_property;
  object_class->dispose = postino_source_dispose;
  widget_class->grab_focus = postino_source_grab_focus;

  properties[PROP_LANGUAGE] = g_param_spec_string ("language", NULL, NULL, NULL, written);
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, written);
  properties[PROP_EDITABLE] = g_param_spec_boolean ("editable", NULL, NULL, TRUE,
                                                    written | G_PARAM_READABLE
                                                      | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  g_type_ensure (POSTINO_TYPE_FIND_BAR);
  g_type_ensure (POSTINO_TYPE_TEXT_SCROLLBAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/editor/source.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoSource, view);
  gtk_widget_class_bind_template_child (widget_class, PostinoSource, buffer);
  gtk_widget_class_bind_template_child (widget_class, PostinoSource, find_bar);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, paste_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}

/* The whole line in a colour that goes with light and dark, and a sign beside it. */
static void
set_up_fault_mark (PostinoSource *self)
{
  g_autoptr (GtkSourceMarkAttributes) attributes = gtk_source_mark_attributes_new ();
  const GdkRGBA red = { 0.88f, 0.11f, 0.14f, 0.22f };

  gtk_source_mark_attributes_set_background (attributes, &red);
  gtk_source_mark_attributes_set_icon_name (attributes, "dialog-error-symbolic");
  gtk_source_view_set_mark_attributes (self->view, FAULT, attributes, 0);
}

static void
postino_source_init (PostinoSource *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  postino_find_bar_set_view (self->find_bar, self->view);
  set_up_fault_mark (self);
  postino_drop_set_taker (GTK_WIDGET (self), take_files, self);
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (follow_colours), self,
                           G_CONNECT_SWAPPED);
  follow_colours (self);
}

void
postino_source_set_text (PostinoSource *self,
                         const char    *text)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  g_autofree char *before = postino_source_dup_text (self);
  GtkTextIter at;
  int offset;

  g_return_if_fail (POSTINO_IS_SOURCE (self));

  if (g_str_equal (before, text))
    return;
  gtk_text_buffer_get_iter_at_mark (buffer, &at, gtk_text_buffer_get_insert (buffer));
  offset = gtk_text_iter_get_offset (&at);
  self->is_setting = TRUE;
  gtk_text_buffer_begin_irreversible_action (buffer);
  gtk_text_buffer_set_text (buffer, text, -1);
  gtk_text_buffer_end_irreversible_action (buffer);
  gtk_text_buffer_get_iter_at_offset (buffer, &at, offset);
  gtk_text_buffer_place_cursor (buffer, &at);
  self->is_setting = FALSE;
}

char *
postino_source_dup_text (PostinoSource *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self->buffer), &start, &end);
  return gtk_text_buffer_get_text (GTK_TEXT_BUFFER (self->buffer), &start, &end, TRUE);
}

void
postino_source_set_editable (PostinoSource *self,
                             gboolean       editable)
{
  g_return_if_fail (POSTINO_IS_SOURCE (self));

  if (gtk_text_view_get_editable (GTK_TEXT_VIEW (self->view)) == editable)
    return;
  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->view), editable);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EDITABLE]);
}

void
postino_source_insert (PostinoSource *self,
                       const char    *text)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);

  g_return_if_fail (POSTINO_IS_SOURCE (self));

  if (!gtk_text_view_get_editable (GTK_TEXT_VIEW (self->view)))
    return;
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete_selection (buffer, TRUE, TRUE);
  gtk_text_buffer_insert_at_cursor (buffer, text, -1);
  gtk_text_buffer_end_user_action (buffer);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

void
postino_source_mark_line (PostinoSource *self,
                          guint          line)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter start, end;

  g_return_if_fail (POSTINO_IS_SOURCE (self));

  if (self->fault_line == 0 && line == 0)
    return;
  self->fault_line = line;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_source_buffer_remove_source_marks (self->buffer, &start, &end, FAULT);
  if (line == 0)
    return;
  gtk_text_buffer_get_iter_at_line (buffer, &start, (int) line - 1);
  gtk_source_buffer_create_source_mark (self->buffer, NULL, FAULT, &start);
}

void
postino_source_go_to (PostinoSource *self,
                      guint          line,
                      guint          column)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter at;

  g_return_if_fail (POSTINO_IS_SOURCE (self) && line > 0);

  if (gtk_text_buffer_get_iter_at_line (buffer, &at, (int) line - 1))
    {
      for (guint i = 1; i < column && !gtk_text_iter_ends_line (&at); i++)
        gtk_text_iter_forward_char (&at);
    }
  gtk_text_buffer_place_cursor (buffer, &at);
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self->view), gtk_text_buffer_get_insert (buffer), 0.2,
                                FALSE, 0, 0);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

void
postino_source_find (PostinoSource *self)
{
  postino_find_bar_open (self->find_bar);
}
