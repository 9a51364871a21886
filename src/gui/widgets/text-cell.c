/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cell that costs little. A list view keeps some two hundred rows of cells; a GtkLabel lays its text
 * out to say how wide it is, and a GtkInscription in GTK 4.8 shapes a sample of text to say how wide a
 * character is, at every measuring, and its own text at every allocation. A frame in which the whole
 * table is measured took 37 of 57 ms for that.
 *
 * This one asks for a number of characters, whose width is measured once a table, and lays its text out
 * when it is drawn. */

#include "gui/widgets/text-cell.h"

struct _PostinoTextCell {
  GtkWidget parent_instance;

  char *text;
  guint min_chars;
  guint nat_chars;
  PangoLayout *layout; /* of the text as it was last drawn, or NULL */
};

G_DEFINE_FINAL_TYPE (PostinoTextCell, postino_text_cell, GTK_TYPE_WIDGET)

/* What a table's font measures, kept with the table. */
typedef struct {
  PangoContext *context; /* not owned: only compared */
  guint serial;          /* of the context */
  int char_width;        /* Pango units */
  int line_height;
} Ruler;

/* The table has the font, too; a Pango context of its own for each cell is only made for drawing
 * elsewhere. */
static GtkWidget *
find_table (PostinoTextCell *self)
{
  GtkWidget *table = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_COLUMN_VIEW);

  return table != NULL ? table : GTK_WIDGET (self);
}

static const Ruler *
measure_font (PostinoTextCell *self)
{
  GtkWidget *table = find_table (self);
  PangoContext *context = gtk_widget_get_pango_context (table);
  Ruler *ruler = g_object_get_data (G_OBJECT (table), "postino-text-cell-ruler");
  PangoFontMetrics *metrics;

  if (ruler != NULL && ruler->context == context
      && ruler->serial == pango_context_get_serial (context))
    return ruler;
  if (ruler == NULL)
    {
      ruler = g_new0 (Ruler, 1);
      g_object_set_data_full (G_OBJECT (table), "postino-text-cell-ruler", ruler, g_free);
    }
  metrics = pango_context_get_metrics (context, NULL, NULL);
  ruler->context = context;
  ruler->serial = pango_context_get_serial (context);
  ruler->char_width = MAX (pango_font_metrics_get_approximate_char_width (metrics),
                           pango_font_metrics_get_approximate_digit_width (metrics));
  ruler->line_height = MAX (pango_font_metrics_get_height (metrics),
                            pango_font_metrics_get_ascent (metrics)
                            + pango_font_metrics_get_descent (metrics));
  pango_font_metrics_unref (metrics);
  return ruler;
}

static void
measure (GtkWidget     *widget,
         GtkOrientation orientation,
         int            for_size,
         int           *minimum,
         int           *natural,
         int           *minimum_baseline,
         int           *natural_baseline)
{
  PostinoTextCell *self = POSTINO_TEXT_CELL (widget);
  const Ruler *ruler = measure_font (self);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = PANGO_PIXELS_CEIL ((int) self->min_chars * ruler->char_width);
      *natural = PANGO_PIXELS_CEIL ((int) self->nat_chars * ruler->char_width);
      return;
    }
  *minimum = *natural = PANGO_PIXELS_CEIL (ruler->line_height);
}

static void
lay_out (PostinoTextCell *self)
{
  if (self->layout != NULL)
    return;
  self->layout = pango_layout_new (gtk_widget_get_pango_context (find_table (self)));
  pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (self->layout, TRUE);
  pango_layout_set_text (self->layout, self->text, -1);
}

static void
snapshot (GtkWidget   *widget,
          GtkSnapshot *snapshot)
{
  PostinoTextCell *self = POSTINO_TEXT_CELL (widget);
  int height;

  if (self->text == NULL)
    return;
  lay_out (self);
  pango_layout_set_width (self->layout, gtk_widget_get_width (widget) * PANGO_SCALE);
  pango_layout_get_pixel_size (self->layout, NULL, &height);
  gtk_snapshot_render_layout (snapshot, gtk_widget_get_style_context (widget), 0,
                              (gtk_widget_get_height (widget) - height) / 2.0, self->layout);
}

static void
css_changed (GtkWidget         *widget,
             GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (postino_text_cell_parent_class)->css_changed (widget, change);
  g_clear_object (&POSTINO_TEXT_CELL (widget)->layout); /* its font may be another */
}

static void
finalize (GObject *object)
{
  PostinoTextCell *self = POSTINO_TEXT_CELL (object);

  g_clear_object (&self->layout);
  g_free (self->text);
  G_OBJECT_CLASS (postino_text_cell_parent_class)->finalize (object);
}

static void
postino_text_cell_class_init (PostinoTextCellClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = finalize;
  widget_class->measure = measure;
  widget_class->snapshot = snapshot;
  widget_class->css_changed = css_changed;
  gtk_widget_class_set_css_name (widget_class, "label");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
postino_text_cell_init (PostinoTextCell *self)
{
}

GtkWidget *
postino_text_cell_new (guint min_chars,
                       guint nat_chars)
{
  PostinoTextCell *self = g_object_new (POSTINO_TYPE_TEXT_CELL, NULL);

  self->min_chars = min_chars;
  self->nat_chars = nat_chars;
  return GTK_WIDGET (self);
}

void
postino_text_cell_set_text (PostinoTextCell *self,
                            const char      *text)
{
  g_return_if_fail (POSTINO_IS_TEXT_CELL (self));

  if (g_strcmp0 (self->text, text) == 0)
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  g_clear_object (&self->layout);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text != NULL ? text : "", -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const char *
postino_text_cell_get_text (PostinoTextCell *self)
{
  g_return_val_if_fail (POSTINO_IS_TEXT_CELL (self), NULL);

  return self->text;
}
