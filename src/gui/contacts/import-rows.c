/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first rows of a file. A row is a GtkStringObject of its cells joined by a character no cell
 * can hold, so that no class is needed for fifty rows of text. */

#include "gui/contacts/import-rows.h"

#include <glib/gi18n-lib.h>

#define SEPARATOR "\x1f"

static const char COLUMN_KEY[] = "postino-column";

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), COLUMN_KEY));
  GtkStringObject *row = gtk_list_item_get_item (item);
  g_auto (GStrv) cells = g_strsplit (gtk_string_object_get_string (row), SEPARATOR, -1);

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      column < g_strv_length (cells) ? cells[column] : "");
}

static GtkColumnViewColumn *
build_column (const PostinoImportPreview *preview,
              guint                       number)
{
  const PostinoImportPreviewColumn *column = preview->columns->pdata[number];
  g_autofree char *title = *column->heading != '\0' ? g_strdup (column->heading)
                                                    : g_strdup_printf (_("Column %u"), number + 1);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *shown = gtk_column_view_column_new (title, factory);

  g_object_set_data (G_OBJECT (factory), COLUMN_KEY, GUINT_TO_POINTER (number));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_column_view_column_set_resizable (shown, TRUE);
  return shown;
}

GtkWidget *
postino_import_rows_new (const PostinoImportPreview *preview)
{
  GtkStringList *rows = gtk_string_list_new (NULL);
  GtkWidget *view;

  for (guint i = 0; i < preview->rows->len; i++)
    {
      g_autofree char *row = g_strjoinv (SEPARATOR, preview->rows->pdata[i]);

      gtk_string_list_append (rows, row);
    }
  view = gtk_column_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (rows))));
  gtk_widget_add_css_class (view, "data-table");
  for (guint i = 0; i < preview->columns->len; i++)
    {
      g_autoptr (GtkColumnViewColumn) column = build_column (preview, i);

      gtk_column_view_append_column (GTK_COLUMN_VIEW (view), column);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("First rows of the file"), -1);
  return view;
}
