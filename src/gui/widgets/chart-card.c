/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chart and table show the same bars. The line below the title is the chosen bar, else what the marks
 * mean. */

#include "gui/widgets/chart-card.h"

#include <glib/gi18n-lib.h>

#include "gui/widgets/figures.h"

struct _PostinoChartCard {
  AdwBin parent_instance;

  GtkLabel *title;
  GtkLabel *line;
  GtkToggleButton *as_table;
  GtkStack *stack;
  PostinoBarChart *chart;
  GtkColumnView *table;

  GtkColumnViewColumn *columns[3]; /* name, value, usual */
  GtkStringList *names;
  GArray *numbers; /* PostinoBar by row, without strings */
  char *caption;
};

enum { COLUMN_NAME, COLUMN_VALUE, COLUMN_USUAL };

G_DEFINE_FINAL_TYPE (PostinoChartCard, postino_chart_card, ADW_TYPE_BIN)

static void
show_line (PostinoChartCard *self)
{
  const char *reading = postino_bar_chart_get_reading (self->chart);
  gboolean is_table = gtk_toggle_button_get_active (self->as_table);

  /* a space keeps the line's height when there is nothing to say */
  gtk_label_set_label (self->line, reading != NULL && !is_table ? reading
                                   : self->caption != NULL ? self->caption : " ");
}

static void
as_table_cb (PostinoChartCard *self)
{
  gtk_stack_set_visible_child_name (self->stack, gtk_toggle_button_get_active (self->as_table)
                                                 ? "table" : "chart");
  show_line (self);
}

/* ---- the table ---- */

static char *
say_cell (PostinoChartCard *self,
          guint             column,
          guint             row)
{
  const PostinoBar *bar = &g_array_index (self->numbers, PostinoBar, row);

  if (column == COLUMN_NAME)
    return g_strdup (gtk_string_list_get_string (self->names, row));
  if (column == COLUMN_VALUE)
    return postino_figure_count (bar->value);
  return bar->mark >= 0 ? g_strdup_printf ("%'.1f", bar->mark) : g_strdup ("");
}

static void
setup_cb (GtkListItemFactory *factory,
          GtkListItem        *cell,
          gpointer            column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), GPOINTER_TO_UINT (column) == COLUMN_NAME ? 0 : 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (cell, label);
  gtk_list_item_set_activatable (cell, FALSE);
}

static void
bind_cb (GtkListItemFactory *factory,
         GtkListItem        *cell,
         gpointer            column)
{
  PostinoChartCard *self = g_object_get_data (G_OBJECT (factory), "card");
  g_autofree char *text = say_cell (self, GPOINTER_TO_UINT (column),
                                    gtk_list_item_get_position (cell));

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (cell)), text);
}

static void
add_column (PostinoChartCard *self,
            guint             column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_object_set_data (G_OBJECT (factory), "card", self);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GUINT_TO_POINTER (column));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GUINT_TO_POINTER (column));
  self->columns[column] = gtk_column_view_column_new (NULL, factory);
  gtk_column_view_column_set_expand (self->columns[column], column == COLUMN_NAME);
  gtk_column_view_append_column (self->table, self->columns[column]);
}

/* Cells are bound again by the splice, so nothing is spliced where nothing differs. */
static void
fill_table (PostinoChartCard *self,
            const PostinoBar *bars,
            guint             n_bars)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;
  gboolean differs = n_bars != self->numbers->len;

  for (guint i = 0; i < n_bars; i++)
    {
      g_strv_builder_add (builder, bars[i].name);
      differs = differs || g_array_index (self->numbers, PostinoBar, i).value != bars[i].value
                || g_array_index (self->numbers, PostinoBar, i).mark != bars[i].mark
                || g_strcmp0 (gtk_string_list_get_string (self->names, i), bars[i].name) != 0;
    }
  if (!differs)
    return;
  names = g_strv_builder_end (builder);
  g_array_set_size (self->numbers, 0);
  g_array_append_vals (self->numbers, bars, n_bars);
  gtk_string_list_splice (self->names, 0, g_list_model_get_n_items (G_LIST_MODEL (self->names)),
                          (const char *const *) names);
}

/* ---- the card ---- */

static void
postino_chart_card_dispose (GObject *object)
{
  PostinoChartCard *self = POSTINO_CHART_CARD (object);

  if (self->table != NULL)
    gtk_column_view_set_model (self->table, NULL);
  self->table = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (self->columns); i++)
    g_clear_object (&self->columns[i]);
  g_clear_object (&self->names);
  G_OBJECT_CLASS (postino_chart_card_parent_class)->dispose (object);
}

static void
postino_chart_card_finalize (GObject *object)
{
  PostinoChartCard *self = POSTINO_CHART_CARD (object);

  g_array_unref (self->numbers);
  g_free (self->caption);
  G_OBJECT_CLASS (postino_chart_card_parent_class)->finalize (object);
}

static void
postino_chart_card_class_init (PostinoChartCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_chart_card_dispose;
  G_OBJECT_CLASS (klass)->finalize = postino_chart_card_finalize;
  g_type_ensure (POSTINO_TYPE_BAR_CHART);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/widgets/chart-card.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoChartCard, title);
  gtk_widget_class_bind_template_child (widget_class, PostinoChartCard, line);
  gtk_widget_class_bind_template_child (widget_class, PostinoChartCard, as_table);
  gtk_widget_class_bind_template_child (widget_class, PostinoChartCard, stack);
  gtk_widget_class_bind_template_child (widget_class, PostinoChartCard, chart);
  gtk_widget_class_bind_template_child (widget_class, PostinoChartCard, table);
  gtk_widget_class_bind_template_callback (widget_class, show_line);
  gtk_widget_class_bind_template_callback (widget_class, as_table_cb);
}

static void
postino_chart_card_init (PostinoChartCard *self)
{
  g_autoptr (GtkNoSelection) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->names = gtk_string_list_new (NULL);
  self->numbers = g_array_new (FALSE, FALSE, sizeof (PostinoBar));
  for (guint i = COLUMN_NAME; i <= COLUMN_USUAL; i++)
    add_column (self, i);
  selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->names)));
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (selection));
}

void
postino_chart_card_show (PostinoChartCard        *self,
                         const char              *title,
                         const PostinoChartWords *words,
                         const PostinoBar        *bars,
                         guint                    n_bars)
{
  gtk_label_set_label (self->title, title);
  g_free (self->caption);
  self->caption = g_strdup (words->caption);
  gtk_column_view_column_set_title (self->columns[COLUMN_NAME], words->name_title);
  gtk_column_view_column_set_title (self->columns[COLUMN_VALUE], words->value_title);
  gtk_column_view_column_set_title (self->columns[COLUMN_USUAL], _("Usually"));
  gtk_column_view_column_set_visible (self->columns[COLUMN_USUAL], words->caption != NULL);
  postino_bar_chart_set_bars (self->chart, bars, n_bars, words->sentence);
  fill_table (self, bars, n_bars);
  show_line (self);
}
