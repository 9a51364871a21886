/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chart and table of a card show the same, and its line says what is chosen. Needs a display: test-widgets.py gives it one. */
#include "widget-tree.h"

#include "gui/widgets/chart-card.h"

static const PostinoBar hours[] = { { "9", "9:00", 12, 3.5 }, { "10", "10:00", 4, 8 }, { "11", "11:00", 0, -1 } };
static const PostinoChartWords words = { "Hour", "Clicks", "Line: as usual", "Clicks by hour" };
static const PostinoChartWords plain = { "Week", "Contacts", NULL, "Contacts by week" };

typedef struct {
  GtkWindow *window;
  PostinoChartCard *card;
  PostinoBarChart *chart;
  GtkToggleButton *as_table;
  GtkColumnView *table;
  GtkLabel *title;
  GtkLabel *line;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  GtkWidget *box;

  fixture->window = GTK_WINDOW (adw_window_new ());
  fixture->card = g_object_new (POSTINO_TYPE_CHART_CARD, NULL);
  adw_window_set_content (ADW_WINDOW (fixture->window), GTK_WIDGET (fixture->card));
  fixture->chart = find_below (GTK_WIDGET (fixture->card), POSTINO_TYPE_BAR_CHART);
  fixture->as_table = find_below (GTK_WIDGET (fixture->card), GTK_TYPE_TOGGLE_BUTTON);
  fixture->table = find_below (GTK_WIDGET (fixture->card), GTK_TYPE_COLUMN_VIEW);
  fixture->title = find_below (GTK_WIDGET (fixture->card), GTK_TYPE_LABEL);
  box = gtk_widget_get_next_sibling (GTK_WIDGET (fixture->title));
  fixture->line = GTK_LABEL (box);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  gtk_window_destroy (fixture->window);
}

static GListModel *
get_rows (Fixture *fixture)
{
  return G_LIST_MODEL (gtk_column_view_get_model (fixture->table));
}

static gboolean
has_usual (Fixture *fixture)
{
  g_autoptr (GtkColumnViewColumn) usual
    = g_list_model_get_item (gtk_column_view_get_columns (fixture->table), 2);

  return gtk_column_view_column_get_visible (usual);
}

static void
test_line (Fixture      *fixture,
           gconstpointer data)
{
  postino_chart_card_show (fixture->card, "Clicks", &words, hours, G_N_ELEMENTS (hours));
  g_assert_cmpstr (gtk_label_get_label (fixture->title), ==, "Clicks");
  g_assert_cmpstr (gtk_label_get_label (fixture->line), ==, "Line: as usual");
  press_key (GTK_WIDGET (fixture->chart), GDK_KEY_Home);
  g_assert_cmpstr (gtk_label_get_label (fixture->line), ==, "9:00: 12, usually 3.5");

  gtk_toggle_button_set_active (fixture->as_table, TRUE); /* nothing is chosen in a table */
  g_assert_cmpstr (gtk_label_get_label (fixture->line), ==, "Line: as usual");
  gtk_toggle_button_set_active (fixture->as_table, FALSE);
  g_assert_cmpstr (gtk_label_get_label (fixture->line), ==, "9:00: 12, usually 3.5");
}

static void
test_table (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GtkStringObject) first = NULL;

  postino_chart_card_show (fixture->card, "Clicks", &words, hours, G_N_ELEMENTS (hours));
  g_assert_cmpuint (g_list_model_get_n_items (get_rows (fixture)), ==, G_N_ELEMENTS (hours));
  first = g_list_model_get_item (get_rows (fixture), 0);
  g_assert_cmpstr (gtk_string_object_get_string (first), ==, "9:00");
  g_assert_true (has_usual (fixture));
  postino_chart_card_show (fixture->card, "Growth", &plain, hours, 1);
  g_assert_cmpuint (g_list_model_get_n_items (get_rows (fixture)), ==, 1);
  g_assert_false (has_usual (fixture)); /* of marks that are not there nothing is said */
}

static void
count_cb (GListModel *rows,
          guint       position,
          guint       removed,
          guint       added,
          guint      *n)
{
  (*n)++;
}

/* The same numbers again do not move the table under whoever reads it; one that differs does. */
static void
test_same_again (Fixture      *fixture,
                 gconstpointer data)
{
  PostinoBar later[G_N_ELEMENTS (hours)];
  guint n = 0;

  memcpy (later, hours, sizeof hours);
  postino_chart_card_show (fixture->card, "Clicks", &words, hours, G_N_ELEMENTS (hours));
  g_signal_connect (get_rows (fixture), "items-changed", G_CALLBACK (count_cb), &n);
  postino_chart_card_show (fixture->card, "Clicks", &words, later, G_N_ELEMENTS (later));
  g_assert_cmpuint (n, ==, 0);
  later[2].value = 1;
  postino_chart_card_show (fixture->card, "Clicks", &words, later, G_N_ELEMENTS (later));
  g_assert_cmpuint (n, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(name, func) g_test_add ("/chart-card/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("line", test_line);
  ADD ("table", test_table);
  ADD ("same-again", test_same_again);
#undef ADD
  return g_test_run ();
}
