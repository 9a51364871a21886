/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drag and drop and paste, turned into one call. Widgets below that take a drop themselves (entries,
 * the source of a newsletter) come first: the target is asked in the bubble phase. */

#include "gui/shell/drop.h"

typedef struct {
  GtkRevealer *hint;
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

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         Place         *place)
{
  set_hint (place, FALSE);
  return take_value (value, place->func, place->user_data);
}

void
postino_drop_install (GtkWidget      *widget,
                      GtkRevealer    *hint,
                      PostinoDropFunc func,
                      gpointer        user_data)
{
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_STRING };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  Place *place = g_new0 (Place, 1);

  place->hint = hint;
  place->func = func;
  place->user_data = user_data;
  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_object_set_data_full (G_OBJECT (target), "postino-place", place, g_free);
  g_signal_connect (target, "enter", G_CALLBACK (enter_cb), place);
  g_signal_connect (target, "leave", G_CALLBACK (leave_cb), place);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), place);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
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
