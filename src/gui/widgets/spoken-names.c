/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GTK 4.8 tells the name of a button with a label twice, and once with the underscore of its mnemonic
 * ("_Close Close"): as its label, and as labelled by the label in it. A button that is a picture has
 * no name but the one it is given; those in libadwaita's entry rows (show the password) are given
 * none, but a tooltip. The button inside a menu button or a drop-down knows nothing of that one's label. A row of a
 * list view, which is what the keyboard is on, has no name at all, and GTK has no way to give it one
 * before 4.12; nor has a status page, which the keyboard is on since it might have to be scrolled.
 *
 * All buttons, rows and windows come by here when they are mapped, also those of dialogs that are not ours.
 * A row of a list view or a status page is named when it gets the keyboard, by the texts in it. */

#include "gui/widgets/spoken-names.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "gui/widgets/text-cell.h"

static const char KEY[] = "postino-spoken-name";

/* "_Save" → "Save", "A__B" → "A_B"; yours. */
static char *
strip_mnemonic (const char *label)
{
  GString *text = g_string_new (NULL);

  for (const char *c = label; *c != '\0'; c++)
    {
      if (*c == '_' && c[1] != '\0')
        c++;
      g_string_append_c (text, *c);
    }
  return g_string_free (text, FALSE);
}

/* Instead of whatever else it is labelled by; but not where there is nothing to say. */
static void
set_name (GtkWidget  *widget,
          const char *name)
{
  if (name == NULL || *name == '\0')
    return;
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* What can be read below @from, one after the other. */
static void
add_texts (GtkWidget *from,
           GString   *texts)
{
  const char *text = GTK_IS_LABEL (from)           ? gtk_label_get_text (GTK_LABEL (from))
                     : POSTINO_IS_TEXT_CELL (from) ? postino_text_cell_get_text (POSTINO_TEXT_CELL (from))
                                                   : NULL;

  if (text != NULL && *text != '\0')
    g_string_append_printf (texts, "%s%s", texts->len > 0 ? ", " : "", text);
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (gtk_widget_get_visible (child) && gtk_widget_get_child_visible (child) && !GTK_IS_BUTTON (child))
        add_texts (child, texts);
    }
}

/* Yours. */
static char *
read_texts (GtkWidget *widget)
{
  GString *texts = g_string_new (NULL);

  add_texts (widget, texts);
  return g_string_free (texts, FALSE);
}

/* Whether there is nothing to a button but what stands in it. */
static gboolean
is_its_texts (GtkButton *button)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (button));

  return GTK_IS_MENU_BUTTON (parent) || GTK_IS_DROP_DOWN (parent)
         || ADW_IS_ABOUT_WINDOW (gtk_widget_get_root (parent))
         || ADW_IS_BUTTON_CONTENT (gtk_button_get_child (button));
}

static void
name_button (GtkButton *button)
{
  const char *label = gtk_button_get_label (button);
  g_autofree char *name = NULL;

  if (label != NULL)
    name = gtk_button_get_use_underline (button) ? strip_mnemonic (label) : g_strdup (label);
  else if (gtk_widget_get_ancestor (GTK_WIDGET (button), ADW_TYPE_ENTRY_ROW) != NULL)
    name = g_strdup (gtk_widget_get_tooltip_text (GTK_WIDGET (button)));
  else if (is_its_texts (button))
    name = read_texts (GTK_WIDGET (button));
  else if (GTK_IS_TOGGLE_BUTTON (button) && GTK_IS_SHORTCUTS_WINDOW (gtk_widget_get_root (GTK_WIDGET (button))))
    name = g_strdup (_("Search")); /* GTK's own, a picture without any word */
  set_name (GTK_WIDGET (button), name);
}

static void
focus_cb (GtkWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (window);
  g_autofree char *texts = NULL;

  if (focus == NULL)
    return;
  if (GTK_IS_LIST_VIEW (gtk_widget_get_parent (focus))
      || ADW_IS_STATUS_PAGE (gtk_widget_get_parent (focus)))
    {
      texts = read_texts (focus);
      set_name (focus, texts);
    }
  else if (GTK_IS_BUTTON (focus)) /* what is in it may be other words by now */
    name_button (GTK_BUTTON (focus));
}

/* libadwaita says that it is labelled by the row's title; its own name would be the same again. */
static void
name_by_row (AdwActionRow *row)
{
  GtkWidget *widget = adw_action_row_get_activatable_widget (row);

  if (widget != NULL)
    gtk_accessible_reset_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

static void
watch (GtkWidget *widget)
{
  if (ADW_IS_ACTION_ROW (widget))
    name_by_row (ADW_ACTION_ROW (widget));
  else if (GTK_IS_WINDOW (widget))
    g_signal_connect (widget, "notify::focus-widget", G_CALLBACK (focus_cb), NULL);
  else
    {
      g_signal_connect (widget, "notify::label", G_CALLBACK (name_button), NULL);
      g_signal_connect (widget, "notify::tooltip-text", G_CALLBACK (name_button), NULL);
      name_button (GTK_BUTTON (widget));
    }
}

static gboolean
mapped_cb (GSignalInvocationHint *hint,
           guint                  n_values,
           const GValue          *values,
           gpointer               user_data)
{
  GtkWidget *widget = g_value_get_object (&values[0]);

  if ((!GTK_IS_BUTTON (widget) && !GTK_IS_WINDOW (widget) && !ADW_IS_ACTION_ROW (widget))
      || g_object_get_data (G_OBJECT (widget), KEY) != NULL)
    return TRUE;
  g_object_set_data (G_OBJECT (widget), KEY, GINT_TO_POINTER (TRUE));
  watch (widget);
  return TRUE;
}

void
postino_spoken_names_install (void)
{
  GTypeClass *klass = g_type_class_ref (GTK_TYPE_WIDGET); /* the signal comes with it */

  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, mapped_cb, NULL, NULL);
  g_type_class_unref (klass);
}
