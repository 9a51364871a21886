/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Read whole on a thread, when it is opened and when a person asks for it again: what is being read must not move away
 * under the eyes. A search leaves the lines that hold its words. */

#include "gui/servers/transcript-dialog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "gui/shell/toast.h"
#include "workspace/transcript.h"

struct _PostinoTranscriptDialog {
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  GtkButton *copy_button;
  GtkSearchEntry *search;
  GtkStack *stack;
  GtkLabel *none;
  GtkTextView *view;

  PostinoSession *session;
  gint64 server;
  GCancellable *gone;
  GPtrArray *lines; /* char *, as they are shown; NULL: not read yet */
  guint scroll_id;
};

G_DEFINE_FINAL_TYPE (PostinoTranscriptDialog, postino_transcript_dialog, ADW_TYPE_WINDOW)

/* ---- what is shown ---- */

static gboolean
is_wanted (const char *line,
           const char *wanted)
{
  g_autofree char *folded = *wanted != '\0' ? g_utf8_casefold (line, -1) : NULL;

  return folded == NULL || strstr (folded, wanted) != NULL;
}

/* The newest is at the end. Where that is, is known when all lines were laid out: the text view does that in an idle
 * of its own, before this one. */
static gboolean
scroll_cb (gpointer user_data)
{
  PostinoTranscriptDialog *self = user_data;

  self->scroll_id = 0;
  gtk_text_view_scroll_to_mark (self->view, gtk_text_buffer_get_insert (gtk_text_view_get_buffer (self->view)), 0, FALSE, 0, 0);
  return G_SOURCE_REMOVE;
}

static void
show_lines (PostinoTranscriptDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  g_autoptr (GString) text = g_string_new (NULL);
  GtkTextIter end;

  for (guint i = 0; self->lines != NULL && i < self->lines->len; i++)
    {
      if (is_wanted (self->lines->pdata[i], wanted))
        g_string_append_printf (text, "%s\n", (const char *) self->lines->pdata[i]);
    }
  gtk_text_buffer_set_text (buffer, text->str, (int) text->len);
  gtk_label_set_label (self->none, self->lines == NULL          ? ""
                                   : self->lines->len == 0 ? _("Nothing has been said with this server lately")
                                                           : _("No line holds these words"));
  gtk_stack_set_visible_child (self->stack, text->len > 0 ? gtk_widget_get_parent (GTK_WIDGET (self->view))
                                                          : GTK_WIDGET (self->none));
  gtk_widget_set_sensitive (GTK_WIDGET (self->copy_button), text->len > 0);
  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_place_cursor (buffer, &end);
  if (self->scroll_id == 0)
    self->scroll_id = g_idle_add_full (G_PRIORITY_LOW, scroll_cb, self, NULL);
}

static void
search_changed_cb (PostinoTranscriptDialog *self)
{
  show_lines (self);
}

/* ---- reading ---- */

static void
read_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  PostinoTranscriptDialog *self = source;
  GError *error = NULL;
  g_autoptr (GPtrArray) said = postino_transcript_read (postino_session_get_folder (self->session), self->server, &error);
  GPtrArray *lines;

  if (said == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  lines = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < said->len; i++)
    g_ptr_array_add (lines, postino_transcript_line_to_text (said->pdata[i]));
  g_task_return_pointer (task, lines, (GDestroyNotify) g_ptr_array_unref);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  PostinoTranscriptDialog *self = POSTINO_TRANSCRIPT_DIALOG (source);
  g_autoptr (GError) error = NULL;
  GPtrArray *lines = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (lines == NULL)
    {
      postino_toast_fail (GTK_WIDGET (self), error);
      return;
    }
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  self->lines = lines;
  show_lines (self);
}

static void
refresh_cb (PostinoTranscriptDialog *self)
{
  g_autoptr (GTask) task = g_task_new (self, self->gone, read_cb, NULL);

  g_task_run_in_thread (task, read_in_thread);
}

static void
copy_cb (PostinoTranscriptDialog *self)
{
  g_autofree char *text = NULL;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);

  g_object_get (buffer, "text", &text, NULL);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  postino_toast_say (GTK_WIDGET (self), _("Copied. The lines hold addresses of recipients."));
}

/* ---- the dialog ---- */

static gboolean
postino_transcript_dialog_close_request (GtkWindow *window)
{
  g_cancellable_cancel (POSTINO_TRANSCRIPT_DIALOG (window)->gone);
  return GTK_WINDOW_CLASS (postino_transcript_dialog_parent_class)->close_request (window);
}

static void
postino_transcript_dialog_dispose (GObject *object)
{
  g_clear_handle_id (&POSTINO_TRANSCRIPT_DIALOG (object)->scroll_id, g_source_remove);
  G_OBJECT_CLASS (postino_transcript_dialog_parent_class)->dispose (object);
}

static void
postino_transcript_dialog_finalize (GObject *object)
{
  PostinoTranscriptDialog *self = POSTINO_TRANSCRIPT_DIALOG (object);

  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_object (&self->session);
  g_clear_object (&self->gone);
  G_OBJECT_CLASS (postino_transcript_dialog_parent_class)->finalize (object);
}

static void
postino_transcript_dialog_class_init (PostinoTranscriptDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_transcript_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = postino_transcript_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = postino_transcript_dialog_close_request;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/postino/Postino/ui/servers/transcript-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoTranscriptDialog, title);
  gtk_widget_class_bind_template_child (widget_class, PostinoTranscriptDialog, copy_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoTranscriptDialog, search);
  gtk_widget_class_bind_template_child (widget_class, PostinoTranscriptDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, PostinoTranscriptDialog, none);
  gtk_widget_class_bind_template_child (widget_class, PostinoTranscriptDialog, view);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, refresh_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
postino_transcript_dialog_init (PostinoTranscriptDialog *self)
{
  self->gone = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  show_lines (self);
}

void
postino_transcript_dialog_present (GtkWidget      *from,
                                   PostinoSession *session,
                                   gint64          server,
                                   const char     *name)
{
  PostinoTranscriptDialog *self = g_object_new (POSTINO_TYPE_TRANSCRIPT_DIALOG, "transient-for",
                                                gtk_widget_get_root (from), NULL);

  self->session = g_object_ref (session);
  self->server = server;
  adw_window_title_set_subtitle (self->title, name);
  refresh_cb (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
