/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GTK 4.8 tells the name of a button with a label twice, and once with the underscore of its mnemonic
 * ("_Close Close"): as its label, and as labelled by the label in it. A button that is a picture has
 * no name but the one it is given; those in libadwaita's entry rows (show the password) are given
 * none, but a tooltip.
 *
 * All buttons come by here when they are mapped, also those of dialogs that are not ours. */

#include "gui/widgets/spoken-names.h"

#include <adwaita.h>

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

static void
give_name (GtkButton *button)
{
  const char *label = gtk_button_get_label (button);
  const char *tooltip = gtk_widget_get_tooltip_text (GTK_WIDGET (button));
  g_autofree char *name = NULL;

  if (label != NULL)
    {
      name = gtk_button_get_use_underline (button) ? strip_mnemonic (label) : g_strdup (label);
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
    }
  else if (gtk_widget_get_ancestor (GTK_WIDGET (button), ADW_TYPE_ENTRY_ROW) != NULL)
    name = g_strdup (tooltip);
  if (name != NULL && *name != '\0')
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static gboolean
mapped_cb (GSignalInvocationHint *hint,
           guint                  n_values,
           const GValue          *values,
           gpointer               user_data)
{
  GtkWidget *widget = g_value_get_object (&values[0]);

  if (!GTK_IS_BUTTON (widget) || g_object_get_data (G_OBJECT (widget), KEY) != NULL)
    return TRUE;
  g_object_set_data (G_OBJECT (widget), KEY, GINT_TO_POINTER (TRUE));
  g_signal_connect (widget, "notify::label", G_CALLBACK (give_name), NULL);
  g_signal_connect (widget, "notify::tooltip-text", G_CALLBACK (give_name), NULL);
  give_name (GTK_BUTTON (widget));
  return TRUE;
}

void
postino_spoken_names_install (void)
{
  GTypeClass *klass = g_type_class_ref (GTK_TYPE_WIDGET); /* the signal comes with it */

  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, mapped_cb, NULL, NULL);
  g_type_class_unref (klass);
}
