/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In GTK 4.8 Tab goes from row to row, so that nobody gets past a table of a million of them. Here it
 * goes on within its row (there may be buttons in it), then to what follows the whole list.
 *
 * All list views come by here when they are mapped, also the one inside a column view. */

#include "gui/widgets/list-keys.h"

#include <gtk/gtk.h>

static const char KEY[] = "postino-list-keys";

/* The nearest after @from, or before it, that takes the keyboard; round the window's edge. */
static gboolean
move_past (GtkWidget       *from,
           GtkDirectionType direction)
{
  for (GtkWidget *at = from; at != NULL; at = gtk_widget_get_parent (at))
    {
      GtkWidget *next = at;

      if (GTK_IS_NATIVE (at))
        return gtk_widget_child_focus (at, direction);
      while ((next = direction == GTK_DIR_TAB_FORWARD ? gtk_widget_get_next_sibling (next)
                                                      : gtk_widget_get_prev_sibling (next)) != NULL)
        {
          if (gtk_widget_get_mapped (next) && gtk_widget_child_focus (next, direction))
            return TRUE;
        }
    }
  return FALSE;
}

static gboolean
pressed_cb (GtkEventControllerKey *controller,
            guint                  key,
            guint                  code,
            GdkModifierType        modifiers,
            gpointer               user_data)
{
  GtkWidget *view = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  GtkWidget *row = gtk_widget_get_focus_child (view);
  gboolean is_back = key == GDK_KEY_ISO_Left_Tab || (modifiers & GDK_SHIFT_MASK) != 0;
  GtkDirectionType direction = is_back ? GTK_DIR_TAB_BACKWARD : GTK_DIR_TAB_FORWARD;

  if ((key != GDK_KEY_Tab && key != GDK_KEY_KP_Tab && key != GDK_KEY_ISO_Left_Tab) || row == NULL)
    return FALSE;
  return gtk_widget_child_focus (row, direction) || move_past (view, direction);
}

static gboolean
mapped_cb (GSignalInvocationHint *hint,
           guint                  n_values,
           const GValue          *values,
           gpointer               user_data)
{
  GtkWidget *widget = g_value_get_object (&values[0]);
  GtkEventController *keys;

  if (!GTK_IS_LIST_VIEW (widget) || g_object_get_data (G_OBJECT (widget), KEY) != NULL)
    return TRUE;
  keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (pressed_cb), NULL);
  gtk_widget_add_controller (widget, keys);
  g_object_set_data (G_OBJECT (widget), KEY, keys);
  return TRUE;
}

void
postino_list_keys_install (void)
{
  GTypeClass *klass = g_type_class_ref (GTK_TYPE_WIDGET); /* the signal comes with it */

  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, mapped_cb, NULL, NULL);
  g_type_class_unref (klass);
}
