/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bar chart out of colour nodes: hundreds of bars keep the frame rate, which cairo paths do not.
 *
 * Geometry is stats/chart-layout's; here are fonts, colours, and the choice of a bar. Colours are
 * those of the theme by name, so light, dark and high contrast follow. */

#include "gui/widgets/bar-chart.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "gui/widgets/figures.h"
#include "stats/chart-layout.h"

enum { NATURAL_WIDTH = 320, NATURAL_HEIGHT = 200 };

#define OTHERS_ALPHA 0.6f /* of bars beside the chosen one */
#define GRID_ALPHA 0.15f
#define SLOT_ALPHA 0.08f
#define MARK_ALPHA 0.75f
#define TEXT_ALPHA 0.75f

struct _PostinoBarChart {
  GtkWidget parent_instance;

  GArray *bars;  /* PostinoBar, strings owned */
  int chosen;    /* -1: none */
  char *reading;
  PostinoChartLayout *layout; /* of the last drawing */
};

enum { PROP_READING = 1, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PostinoBarChart, postino_bar_chart, GTK_TYPE_WIDGET)

static const PostinoBar *
get_bar (PostinoBarChart *self,
         int              i)
{
  return &g_array_index (self->bars, PostinoBar, i);
}

static void
clear_bar (gpointer data)
{
  PostinoBar *bar = data;

  g_free ((char *) bar->label);
  g_free ((char *) bar->name);
}

char *
postino_bar_describe (const PostinoBar *bar)
{
  g_autofree char *value = postino_figure_count (bar->value);
  g_autofree char *usual = NULL;

  if (bar->mark < 0)
    return g_strdup_printf ("%s: %s", bar->name, value);
  usual = g_strdup_printf (bar->mark < 9.95 ? "%'.1f" : "%'.0f", bar->mark);
  /* Translators: a time, how many, and how many there usually were. */
  return g_strdup_printf (_("%s: %s, usually %s"), bar->name, value, usual);
}

/* ---- choosing ---- */

/* Of the chosen bar, which may have another number by now. */
static void
read_bar (PostinoBarChart *self)
{
  g_autofree char *reading = self->chosen >= 0 ? postino_bar_describe (get_bar (self, self->chosen))
                                               : NULL;

  if (g_strcmp0 (reading, self->reading) == 0)
    return;
  g_free (self->reading);
  self->reading = g_steal_pointer (&reading);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  self->reading != NULL ? self->reading : "", -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READING]);
}

static void
choose (PostinoBarChart *self,
        int              chosen)
{
  if (self->chosen == chosen)
    return;
  self->chosen = chosen;
  read_bar (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
motion_cb (PostinoBarChart *self,
           double           x,
           double           y)
{
  choose (self, self->layout != NULL ? postino_chart_layout_find (self->layout, (float) x) : -1);
}

static void
leave_cb (PostinoBarChart *self)
{
  choose (self, -1);
}

static gboolean
step_cb (GtkWidget *widget,
         GVariant  *arguments,
         gpointer   user_data)
{
  PostinoBarChart *self = POSTINO_BAR_CHART (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int step = g_variant_get_int32 (arguments);
  int last = (int) self->bars->len - 1;

  if (last < 0)
    return FALSE;
  if (ABS (step) > 1) /* Home, End */
    choose (self, step < 0 ? 0 : last);
  else if (self->chosen < 0)
    choose (self, step * (is_rtl ? -1 : 1) > 0 ? 0 : last);
  else
    choose (self, CLAMP (self->chosen + (is_rtl ? -step : step), 0, last));
  return TRUE;
}

/* ---- drawing ---- */

static void
measure_text (PostinoBarChart *self,
              const char      *text,
              float           *width,
              float           *height)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int w;
  int h;

  pango_layout_get_pixel_size (layout, &w, &h);
  *width = MAX (*width, (float) w);
  *height = MAX (*height, (float) h);
}

static PostinoChartLayout *
lay_out (PostinoBarChart *self)
{
  PostinoChartSpace space = {
    .width = (float) gtk_widget_get_width (GTK_WIDGET (self)),
    .height = (float) gtk_widget_get_height (GTK_WIDGET (self)),
    .is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL,
  };
  g_autofree PostinoChartValue *values = g_new0 (PostinoChartValue, self->bars->len + 1);
  gint64 largest = 1;
  g_autofree char *number = NULL;

  for (guint i = 0; i < self->bars->len; i++)
    {
      const PostinoBar *bar = get_bar (self, (int) i);

      values[i] = (PostinoChartValue) { bar->value, bar->mark };
      largest = MAX (largest, MAX (bar->value, (gint64) ceil (bar->mark)));
      if (bar->label != NULL)
        measure_text (self, bar->label, &space.label_width, &space.label_height);
    }
  number = postino_figure_count (largest * 2); /* the highest tick may be higher than the bars */
  measure_text (self, number, &space.axis_width, &space.label_height);
  return postino_chart_layout_new (values, self->bars->len, &space);
}

static void
draw_rect (GtkSnapshot            *snapshot,
           const PostinoChartRect *rect,
           const GdkRGBA          *colour,
           float                   alpha)
{
  GdkRGBA faded = *colour;
  graphene_rect_t area
    = GRAPHENE_RECT_INIT (floorf (rect->x), floorf (rect->y),
                          floorf (rect->x + rect->width) - floorf (rect->x),
                          floorf (rect->y + rect->height) - floorf (rect->y));

  faded.alpha *= alpha;
  if (area.size.width > 0 && area.size.height > 0)
    gtk_snapshot_append_color (snapshot, &faded, &area);
}

/* @x: of the left edge, the middle or the right edge, by @align 0, 0.5, 1. */
static void
draw_text (PostinoBarChart *self,
           GtkSnapshot     *snapshot,
           const char      *text,
           float            x,
           float            y,
           float            align,
           const GdkRGBA   *colour)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  GdkRGBA faded = *colour;
  float room;
  int width;
  int height;

  faded.alpha *= TEXT_ALPHA;
  pango_layout_get_pixel_size (layout, &width, &height);
  room = (float) (gtk_widget_get_width (GTK_WIDGET (self)) - width);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (CLAMP (roundf (x - align * (float) width), 0,
                                                       MAX (room, 0)),
                                                roundf (y)));
  gtk_snapshot_append_layout (snapshot, layout, &faded);
  gtk_snapshot_restore (snapshot);
}

static void
draw_axis (PostinoBarChart *self,
           GtkSnapshot     *snapshot,
           const GdkRGBA   *colour)
{
  const PostinoChartRect *plot = &self->layout->plot;
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  float edge = is_rtl ? (float) gtk_widget_get_width (GTK_WIDGET (self)) : plot->x - 6;

  for (guint i = 0; i < self->layout->n_ticks; i++)
    {
      const PostinoChartTick *tick = &self->layout->ticks[i];
      const PostinoChartRect line = { plot->x, tick->y, plot->width, 1 };
      g_autofree char *number = postino_figure_count (tick->value);

      draw_rect (snapshot, &line, colour, GRID_ALPHA);
      draw_text (self, snapshot, number, edge, tick->y - plot->y, 1, colour);
    }
}

static void
draw_bars (PostinoBarChart *self,
           GtkSnapshot     *snapshot,
           const GdkRGBA   *text,
           const GdkRGBA   *accent)
{
  for (guint i = 0; i < self->bars->len; i++)
    {
      gboolean is_chosen = (int) i == self->chosen;

      if (is_chosen)
        draw_rect (snapshot, &g_array_index (self->layout->slots, PostinoChartRect, i), text,
                   SLOT_ALPHA);
      draw_rect (snapshot, &g_array_index (self->layout->bars, PostinoChartRect, i), accent,
                 is_chosen || self->chosen < 0 ? 1 : OTHERS_ALPHA);
      if (get_bar (self, (int) i)->mark > 0) /* on the axis it would only blacken it */
        draw_rect (snapshot, &g_array_index (self->layout->marks, PostinoChartRect, i), text,
                   MARK_ALPHA);
    }
}

static void
draw_labels (PostinoBarChart *self,
             GtkSnapshot     *snapshot,
             const GdkRGBA   *colour)
{
  const PostinoChartRect *plot = &self->layout->plot;

  for (guint i = 0; i < self->bars->len; i += self->layout->label_stride)
    {
      const PostinoChartRect *slot = &g_array_index (self->layout->slots, PostinoChartRect, i);
      const char *label = get_bar (self, (int) i)->label;

      if (label != NULL)
        draw_text (self, snapshot, label, slot->x + slot->width / 2, plot->y + plot->height + 4,
                   0.5f, colour);
    }
}

static void
postino_bar_chart_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  PostinoBarChart *self = POSTINO_BAR_CHART (widget);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  GdkRGBA text;
  GdkRGBA accent;

  gtk_style_context_get_color (style, &text);
  if (!gtk_style_context_lookup_color (style, "accent_bg_color", &accent))
    accent = text;
  g_clear_pointer (&self->layout, postino_chart_layout_free);
  self->layout = lay_out (self);
  draw_axis (self, snapshot, &text);
  draw_bars (self, snapshot, &text, &accent);
  draw_labels (self, snapshot, &text);
}

static void
postino_bar_chart_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline)
{
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH : NATURAL_HEIGHT;
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH / 2 : NATURAL_HEIGHT;
  *minimum_baseline = -1;
  *natural_baseline = -1;
}

/* ---- the widget ---- */

static void
postino_bar_chart_get_property (GObject    *object,
                                guint       id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  if (id == PROP_READING)
    g_value_set_string (value, POSTINO_BAR_CHART (object)->reading);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_bar_chart_finalize (GObject *object)
{
  PostinoBarChart *self = POSTINO_BAR_CHART (object);

  g_array_unref (self->bars);
  g_free (self->reading);
  g_clear_pointer (&self->layout, postino_chart_layout_free);
  G_OBJECT_CLASS (postino_bar_chart_parent_class)->finalize (object);
}

static void
postino_bar_chart_class_init (PostinoBarChartClass *klass)
{
  static const struct {
    guint key;
    int step;
  } keys[] = {
    { GDK_KEY_Left, -1 }, { GDK_KEY_Right, 1 },   { GDK_KEY_KP_Left, -1 },
    { GDK_KEY_KP_Right, 1 }, { GDK_KEY_Home, -2 }, { GDK_KEY_End, 2 },
  };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = postino_bar_chart_get_property;
  object_class->finalize = postino_bar_chart_finalize;
  widget_class->snapshot = postino_bar_chart_snapshot;
  widget_class->measure = postino_bar_chart_measure;
  properties[PROP_READING]
    = g_param_spec_string ("reading", NULL, NULL, NULL,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "postino-chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i].key, 0, step_cb, "i", keys[i].step);
}

static void
postino_bar_chart_init (PostinoBarChart *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->bars = g_array_new (FALSE, FALSE, sizeof (PostinoBar));
  g_array_set_clear_func (self->bars, clear_bar);
  self->chosen = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}

void
postino_bar_chart_set_bars (PostinoBarChart  *self,
                            const PostinoBar *bars,
                            guint             n_bars,
                            const char       *sentence)
{
  g_array_set_size (self->bars, 0);
  for (guint i = 0; i < n_bars; i++)
    {
      PostinoBar bar = bars[i];

      bar.label = g_strdup (bar.label);
      bar.name = g_strdup (bar.name);
      g_array_append_val (self->bars, bar);
    }
  if (self->chosen >= (int) n_bars)
    self->chosen = -1;
  read_bar (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const char *
postino_bar_chart_get_reading (PostinoBarChart *self)
{
  return self->reading;
}
