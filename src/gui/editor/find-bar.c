/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searching is GtkSourceView's; without capital letters typed it does not ask for them. */

#include "gui/editor/find-bar.h"

#include <glib/gi18n-lib.h>

#include "gui/widgets/figures.h"

struct _PostinoFindBar {
  AdwBin parent_instance;

  GtkSearchBar *bar;
  GtkSearchEntry *entry;
  GtkLabel *count;
  GtkWidget *previous;
  GtkWidget *next;

  GtkSourceView *view;
  GtkSourceSearchContext *context;
};

G_DEFINE_FINAL_TYPE (PostinoFindBar, postino_find_bar, ADW_TYPE_BIN)

static GtkTextBuffer *
get_buffer (PostinoFindBar *self)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
}

static void
select_found (PostinoFindBar    *self,
              const GtkTextIter *start,
              const GtkTextIter *end)
{
  gtk_text_buffer_select_range (get_buffer (self), start, end);
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self->view),
                                gtk_text_buffer_get_insert (get_buffer (self)), 0.15, FALSE, 0, 0);
}

static void
step (PostinoFindBar *self,
      gboolean        forward)
{
  GtkTextIter from, to, start, end;
  gboolean wrapped;
  gboolean found;

  gtk_text_buffer_get_selection_bounds (get_buffer (self), &from, &to);
  found = forward ? gtk_source_search_context_forward (self->context, &to, &start, &end, &wrapped)
                  : gtk_source_search_context_backward (self->context, &from, &start, &end, &wrapped);
  if (found)
    select_found (self, &start, &end);
}

static void
next_cb (PostinoFindBar *self)
{
  step (self, TRUE);
}

static void
previous_cb (PostinoFindBar *self)
{
  step (self, FALSE);
}

/* From the beginning of the selection, so that what is found grows with what is typed. */
static void
changed_cb (PostinoFindBar *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *lower = g_utf8_strdown (text, -1);
  GtkSourceSearchSettings *settings = gtk_source_search_context_get_settings (self->context);
  GtkTextIter from, start, end;

  gtk_source_search_settings_set_case_sensitive (settings, !g_str_equal (lower, text));
  gtk_source_search_settings_set_search_text (settings, *text != '\0' ? text : NULL);
  gtk_text_buffer_get_selection_bounds (get_buffer (self), &from, NULL);
  if (*text != '\0'
      && gtk_source_search_context_forward (self->context, &from, &start, &end, NULL))
    select_found (self, &start, &end);
}

static void
count_cb (PostinoFindBar *self)
{
  int n = gtk_source_search_context_get_occurrences_count (self->context);
  gboolean is_asked = *gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0';
  g_autofree char *figure = postino_figure_count (n);
  g_autofree char *text = NULL;

  if (is_asked && n >= 0)
    text = n == 0 ? g_strdup (_("not found"))
                  : g_strdup_printf (ngettext ("%s place", "%s places", (gulong) n), figure);
  gtk_label_set_label (self->count, text != NULL ? text : "");
  gtk_widget_set_sensitive (self->previous, is_asked && n != 0);
  gtk_widget_set_sensitive (self->next, is_asked && n != 0);
}

static void
stop_cb (PostinoFindBar *self)
{
  postino_find_bar_close (self);
}

static void
mode_cb (PostinoFindBar *self)
{
  gtk_source_search_context_set_highlight (self->context, gtk_search_bar_get_search_mode (self->bar));
}

static void
postino_find_bar_dispose (GObject *object)
{
  PostinoFindBar *self = POSTINO_FIND_BAR (object);

  if (self->context != NULL)
    g_signal_handlers_disconnect_by_data (self->context, self);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (postino_find_bar_parent_class)->dispose (object);
}

static void
postino_find_bar_class_init (PostinoFindBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_find_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/editor/find-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoFindBar, bar);
  gtk_widget_class_bind_template_child (widget_class, PostinoFindBar, entry);
  gtk_widget_class_bind_template_child (widget_class, PostinoFindBar, count);
  gtk_widget_class_bind_template_child (widget_class, PostinoFindBar, previous);
  gtk_widget_class_bind_template_child (widget_class, PostinoFindBar, next);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, previous_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
}

static void
postino_find_bar_init (PostinoFindBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->bar, GTK_EDITABLE (self->entry));
}

void
postino_find_bar_set_view (PostinoFindBar *self,
                           GtkSourceView  *view)
{
  g_autoptr (GtkSourceSearchSettings) settings = gtk_source_search_settings_new ();

  g_return_if_fail (POSTINO_IS_FIND_BAR (self) && self->view == NULL);

  self->view = view;
  gtk_source_search_settings_set_wrap_around (settings, TRUE);
  self->context = gtk_source_search_context_new (GTK_SOURCE_BUFFER (get_buffer (self)), settings);
  gtk_source_search_context_set_highlight (self->context, FALSE);
  g_signal_connect_swapped (self->context, "notify::occurrences-count", G_CALLBACK (count_cb), self);
  g_signal_connect_swapped (self->bar, "notify::search-mode-enabled", G_CALLBACK (mode_cb), self);
  count_cb (self);
}

void
postino_find_bar_open (PostinoFindBar *self)
{
  g_autofree char *words = NULL;
  GtkTextIter start, end;

  g_return_if_fail (POSTINO_IS_FIND_BAR (self));

  if (gtk_text_buffer_get_selection_bounds (get_buffer (self), &start, &end)
      && gtk_text_iter_get_line (&start) == gtk_text_iter_get_line (&end))
    words = gtk_text_iter_get_slice (&start, &end);
  gtk_search_bar_set_search_mode (self->bar, TRUE);
  if (words != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), words);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
  changed_cb (self);
}

void
postino_find_bar_close (PostinoFindBar *self)
{
  g_return_if_fail (POSTINO_IS_FIND_BAR (self));

  gtk_search_bar_set_search_mode (self->bar, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

gboolean
postino_find_bar_is_open (PostinoFindBar *self)
{
  g_return_val_if_fail (POSTINO_IS_FIND_BAR (self), FALSE);

  return gtk_search_bar_get_search_mode (self->bar);
}
