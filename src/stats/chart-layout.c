/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The geometry of a bar chart: an axis with round numbers at the start of the line, bars beside it,
 * labels below.
 *
 * Counts are whole, so no tick stands between two of them: an hour with one click has an axis that
 * ends at 1. The highest tick is never below the highest bar or mark, so nothing is cut. */

#include "stats/chart-layout.h"

#include <math.h>

#define AXIS_GAP 6.f        /* between the numbers and the bars */
#define LABEL_GAP 4.f       /* between the bars and their labels, and between two labels */
#define BAR_SHARE 0.72f     /* of its slot */
#define MAX_BAR_WIDTH 48.f
#define MIN_BAR_HEIGHT 2.f  /* one click in a thousand is seen */
#define MARK_HEIGHT 2.f
#define TICK_HEIGHTS 2.5f   /* heights of text a tick takes: no crowd in a low chart */

gint64
postino_chart_layout_get_step (double largest,
                               guint  max_ticks)
{
  static const int factors[] = { 1, 2, 5 };

  for (gint64 power = 1; power <= G_MAXINT64 / 10; power *= 10)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (factors); i++)
        {
          if ((double) (power * factors[i]) * max_ticks >= largest)
            return power * factors[i];
        }
    }
  return G_MAXINT64 / 10;
}

static double
find_largest (const PostinoChartValue *values,
              guint                    n_values)
{
  double largest = 1;

  for (guint i = 0; i < n_values; i++)
    {
      largest = MAX (largest, (double) values[i].value);
      largest = MAX (largest, values[i].mark);
    }
  return largest;
}

static void
place_plot (PostinoChartLayout      *layout,
            const PostinoChartSpace *space)
{
  float axis = space->axis_width + AXIS_GAP;
  float top = space->label_height / 2; /* half of the highest number stands above its line */

  layout->plot = (PostinoChartRect) {
    space->is_rtl ? 0 : axis,
    top,
    MAX (space->width - axis, 1),
    MAX (space->height - top - space->label_height - LABEL_GAP, 1),
  };
}

/* Returns how many pixels one is high. */
static float
place_ticks (PostinoChartLayout      *layout,
             const PostinoChartSpace *space,
             double                   largest)
{
  float room = layout->plot.height / MAX (space->label_height * TICK_HEIGHTS, 1);
  guint max_ticks = (guint) CLAMP (room, 1, POSTINO_CHART_MAX_TICKS);
  gint64 step = postino_chart_layout_get_step (largest, max_ticks);
  guint n_steps = (guint) ceil (largest / (double) step);
  float scale = layout->plot.height / (float) ((double) step * n_steps);

  layout->n_ticks = n_steps + 1;
  for (guint i = 0; i <= n_steps; i++)
    layout->ticks[i] = (PostinoChartTick) {
      step * i, layout->plot.y + layout->plot.height - (float) (step * i) * scale
    };
  return scale;
}

static void
place_value (PostinoChartLayout      *layout,
             const PostinoChartValue *value,
             float                    slot_x,
             float                    slot_width,
             float                    scale)
{
  float bottom = layout->plot.y + layout->plot.height;
  float width = MIN (slot_width * BAR_SHARE, MAX_BAR_WIDTH);
  float x = slot_x + (slot_width - width) / 2;
  float height = value->value > 0 ? MAX ((float) value->value * scale, MIN_BAR_HEIGHT) : 0;
  PostinoChartRect bar = { x, bottom - height, width, height };
  PostinoChartRect slot = { slot_x, layout->plot.y, slot_width, layout->plot.height };
  PostinoChartRect mark = { 0, 0, 0, 0 };

  if (value->mark >= 0)
    mark = (PostinoChartRect) { slot_x, bottom - (float) value->mark * scale - MARK_HEIGHT / 2,
                                slot_width, MARK_HEIGHT };
  g_array_append_val (layout->bars, bar);
  g_array_append_val (layout->slots, slot);
  g_array_append_val (layout->marks, mark);
}

PostinoChartLayout *
postino_chart_layout_new (const PostinoChartValue *values,
                          guint                    n_values,
                          const PostinoChartSpace *space)
{
  PostinoChartLayout *layout = g_new0 (PostinoChartLayout, 1);
  float slot_width;
  float scale;

  layout->bars = g_array_new (FALSE, FALSE, sizeof (PostinoChartRect));
  layout->slots = g_array_new (FALSE, FALSE, sizeof (PostinoChartRect));
  layout->marks = g_array_new (FALSE, FALSE, sizeof (PostinoChartRect));
  place_plot (layout, space);
  scale = place_ticks (layout, space, find_largest (values, n_values));
  slot_width = layout->plot.width / (float) MAX (n_values, 1);
  for (guint i = 0; i < n_values; i++)
    {
      guint place = space->is_rtl ? n_values - 1 - i : i;

      place_value (layout, &values[i], layout->plot.x + (float) place * slot_width, slot_width,
                   scale);
    }
  layout->label_stride = MAX ((guint) ceilf ((space->label_width + LABEL_GAP) / slot_width), 1);
  return layout;
}

void
postino_chart_layout_free (PostinoChartLayout *layout)
{
  if (layout == NULL)
    return;
  g_array_unref (layout->bars);
  g_array_unref (layout->slots);
  g_array_unref (layout->marks);
  g_free (layout);
}

int
postino_chart_layout_find (const PostinoChartLayout *layout,
                           float                     x)
{
  for (guint i = 0; i < layout->slots->len; i++)
    {
      const PostinoChartRect *slot = &g_array_index (layout->slots, PostinoChartRect, i);

      if (x >= slot->x && x < slot->x + slot->width)
        return (int) i;
    }
  return -1;
}
