/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/reports/number-list.h"

#include "gui/widgets/figures.h"

GVariant *
postino_number_list_build_target (PostinoPeopleKind people,
                                  int               link,
                                  const char       *reason)
{
  return g_variant_new (POSTINO_PEOPLE_TARGET, (int) people, link, reason != NULL ? reason : "");
}

static GtkWidget *
build_row (void)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *number = gtk_label_new (NULL);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  gtk_widget_add_css_class (number, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), number);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  g_object_set_data (G_OBJECT (row), "number", number);
  g_object_set_data (G_OBJECT (row), "arrow", arrow);
  return row;
}

static void
fill_row (GtkWidget           *row,
          const PostinoNumber *number)
{
  GtkWidget *label = g_object_get_data (G_OBJECT (row), "number");
  GtkWidget *arrow = g_object_get_data (G_OBJECT (row), "arrow");
  gboolean opens = number->n > 0;
  g_autofree char *count = postino_figure_count (number->n);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), number->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               number->subtitle != NULL ? number->subtitle : "");
  gtk_widget_set_tooltip_text (row, number->link >= 0 ? number->title : NULL);
  gtk_label_set_label (GTK_LABEL (label), count);
  gtk_widget_set_opacity (arrow, opens ? 1 : 0); /* the numbers stay in one column */
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), opens);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (row),
                                          postino_number_list_build_target (number->people,
                                                                            number->link,
                                                                            number->reason));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), opens ? "report.show-people" : NULL);
  /* its name is the title: the row says so itself */
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, count,
                                  -1);
}

void
postino_number_list_fill (GtkListBox          *box,
                          const PostinoNumber *numbers,
                          guint                n_numbers)
{
  GtkListBoxRow *extra;

  for (guint i = 0; i < n_numbers; i++)
    {
      GtkWidget *row = GTK_WIDGET (gtk_list_box_get_row_at_index (box, (int) i));

      if (row == NULL)
        {
          row = build_row ();
          gtk_list_box_append (box, row);
        }
      fill_row (row, &numbers[i]);
    }
  while ((extra = gtk_list_box_get_row_at_index (box, (int) n_numbers)) != NULL)
    gtk_list_box_remove (box, GTK_WIDGET (extra));
}
