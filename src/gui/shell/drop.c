/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drag and drop and paste, turned into one call.
 *
 * A file is never a text: GTK's entries would write its path, and once they have taken the drop, nobody else
 * is told that it is over. So files are caught on their way down, and given to a widget below that asked
 * for them (the source of a newsletter), or to the whole. Texts are for whoever is below the pointer first. */

#include "gui/shell/drop.h"

static const char TAKER[] = "postino-file-taker";

typedef struct {
  PostinoFileTaker func;
  gpointer user_data;
} Taker;

typedef struct {
  GtkWidget *widget;
  GtkRevealer *hint; /* or NULL */
  PostinoDropFunc func;
  gpointer user_data;
} Place;

static gboolean
take_value (const GValue   *value,
            PostinoDropFunc func,
            gpointer        user_data)
{
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    func (g_value_get_boxed (value), NULL, user_data);
  else if (G_VALUE_HOLDS (value, G_TYPE_STRING))
    func (NULL, g_value_get_string (value), user_data);
  else
    return FALSE;
  return TRUE;
}

static void
set_hint (Place   *place,
          gboolean shown)
{
  if (place->hint == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (place->hint), shown);
  gtk_revealer_set_reveal_child (place->hint, shown);
}

static GdkDragAction
enter_cb (GtkDropTarget *target,
          double         x,
          double         y,
          Place         *place)
{
  set_hint (place, TRUE);
  return GDK_ACTION_COPY;
}

static void
leave_cb (GtkDropTarget *target,
          Place         *place)
{
  set_hint (place, FALSE);
}

/* Whoever stands nearest below the pointer. */
static gboolean
offer_below (Place  *place,
             GSList *files,
             double  x,
             double  y)
{
  GtkWidget *below = gtk_widget_pick (place->widget, x, y, GTK_PICK_DEFAULT);

  for (; below != NULL && below != place->widget; below = gtk_widget_get_parent (below))
    {
      Taker *taker = g_object_get_data (G_OBJECT (below), TAKER);

      if (taker != NULL && taker->func (files, taker->user_data))
        return TRUE;
    }
  return FALSE;
}

static gboolean
drop_files_cb (GtkDropTarget *target,
               const GValue  *value,
               double         x,
               double         y,
               Place         *place)
{
  set_hint (place, FALSE);
  return offer_below (place, g_value_get_boxed (value), x, y)
         || take_value (value, place->func, place->user_data);
}

static gboolean
drop_text_cb (GtkDropTarget *target,
              const GValue  *value,
              double         x,
              double         y,
              Place         *place)
{
  return take_value (value, place->func, place->user_data);
}

void
postino_drop_install (GtkWidget      *widget,
                      GtkRevealer    *hint,
                      PostinoDropFunc func,
                      gpointer        user_data)
{
  GtkDropTarget *files = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  GtkDropTarget *text = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_COPY);
  Place *place = g_new0 (Place, 1);

  place->widget = widget;
  place->hint = hint;
  place->func = func;
  place->user_data = user_data;
  g_object_set_data_full (G_OBJECT (widget), "postino-place", place, g_free);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (files), GTK_PHASE_CAPTURE);
  g_signal_connect (files, "enter", G_CALLBACK (enter_cb), place);
  g_signal_connect (files, "leave", G_CALLBACK (leave_cb), place);
  g_signal_connect (files, "drop", G_CALLBACK (drop_files_cb), place);
  g_signal_connect (text, "drop", G_CALLBACK (drop_text_cb), place);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (files));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (text));
}

void
postino_drop_set_taker (GtkWidget       *widget,
                        PostinoFileTaker func,
                        gpointer         user_data)
{
  Taker *taker = g_new (Taker, 1);

  *taker = (Taker) { func, user_data };
  g_object_set_data_full (G_OBJECT (widget), TAKER, taker, g_free);
}

/* ---- paste ---- */

typedef struct {
  GtkWidget *widget; /* kept until the answer is there */
  PostinoDropFunc func;
  gpointer user_data;
} Pasting;

static void
pasted_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Pasting *pasting = user_data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);

  if (gtk_widget_get_root (pasting->widget) != NULL
      && (value == NULL || !take_value (value, pasting->func, pasting->user_data)))
    pasting->func (NULL, NULL, pasting->user_data);
  g_object_unref (pasting->widget);
  g_free (pasting);
}

void
postino_drop_paste (GtkWidget      *widget,
                    PostinoDropFunc func,
                    gpointer        user_data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);
  gboolean has_files = gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST)
                       || gdk_content_formats_contain_mime_type (formats, "text/uri-list");
  Pasting *pasting = g_new0 (Pasting, 1);

  pasting->widget = g_object_ref (widget);
  pasting->func = func;
  pasting->user_data = user_data;
  gdk_clipboard_read_value_async (clipboard, has_files ? GDK_TYPE_FILE_LIST : G_TYPE_STRING,
                                  G_PRIORITY_DEFAULT, NULL, pasted_cb, pasting);
}
