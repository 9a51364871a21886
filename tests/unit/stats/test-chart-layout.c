/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/chart-layout.h"

static const struct {
  double largest;
  guint max_ticks;
  gint64 step;
} steps[] = {
  { 0, 5, 1 },   { 1, 5, 1 },     { 5, 5, 1 },       { 6, 5, 2 },          { 10, 5, 2 },         { 11, 5, 5 },
  { 26, 5, 10 }, { 3412, 5, 1000 }, { 1000000, 5, 200000 }, { 7, 1, 10 }, { 9e18, 5, G_MAXINT64 / 10 },
};

static void
test_steps (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    g_assert_cmpint (postino_chart_layout_get_step (steps[i].largest, steps[i].max_ticks), ==, steps[i].step);
}

static const PostinoChartSpace space = {
  .width = 426, .height = 134, .axis_width = 20, .label_width = 30, .label_height = 20,
};

static const PostinoChartRect *
get (GArray *rects,
     guint   i)
{
  return &g_array_index (rects, PostinoChartRect, i);
}

/* 426 wide: 20 for numbers, 6 between; 134 high: 10 above, 24 for labels. */
static void
test_places (void)
{
  const PostinoChartValue values[] = { { 4, 2.5 }, { 0, -1 }, { 10, 0 }, { 1, -1 } };
  g_autoptr (PostinoChartLayout) layout = postino_chart_layout_new (values, 4, &space);

  g_assert_cmpfloat (layout->plot.x, ==, 26);
  g_assert_cmpfloat (layout->plot.y, ==, 10);
  g_assert_cmpfloat (layout->plot.width, ==, 400);
  g_assert_cmpfloat (layout->plot.height, ==, 100);
  g_assert_cmpuint (layout->n_ticks, ==, 3); /* two fit into five lines of text, and 0 */
  g_assert_cmpint (layout->ticks[0].value, ==, 0);
  g_assert_cmpfloat (layout->ticks[0].y, ==, 110);
  g_assert_cmpint (layout->ticks[2].value, ==, 10);
  g_assert_cmpfloat (layout->ticks[2].y, ==, 10);
  g_assert_cmpfloat_with_epsilon (get (layout->bars, 0)->height, 40, 0.01);
  g_assert_cmpfloat_with_epsilon (get (layout->bars, 0)->y, 70, 0.01);
  g_assert_cmpfloat (get (layout->bars, 0)->width, ==, 48); /* never wider */
  g_assert_cmpfloat (get (layout->bars, 1)->height, ==, 0);
  g_assert_cmpfloat (get (layout->bars, 2)->height, ==, 100);
  g_assert_cmpfloat_with_epsilon (get (layout->marks, 0)->y, 84, 0.01);
  g_assert_cmpfloat (get (layout->marks, 1)->width, ==, 0);
  g_assert_cmpfloat (get (layout->marks, 2)->width, ==, 100); /* a mark at 0 is one */
  g_assert_cmpuint (layout->label_stride, ==, 1);
}

static void
test_small_values_are_seen (void)
{
  const PostinoChartValue values[] = { { 1, -1 }, { 1000000, -1 } };
  g_autoptr (PostinoChartLayout) layout = postino_chart_layout_new (values, 2, &space);

  g_assert_cmpfloat (get (layout->bars, 0)->height, >=, 1);
}

/* A mark higher than all bars stays inside. */
static void
test_high_mark (void)
{
  const PostinoChartValue values[] = { { 1, 37.5 } };
  g_autoptr (PostinoChartLayout) layout = postino_chart_layout_new (values, 1, &space);

  g_assert_cmpint (layout->ticks[layout->n_ticks - 1].value, >=, 38);
  g_assert_cmpfloat (get (layout->marks, 0)->y, >=, layout->plot.y - 1);
}

static void
test_finding (void)
{
  const PostinoChartValue values[] = { { 1, -1 }, { 2, -1 }, { 3, -1 }, { 4, -1 } };
  PostinoChartSpace mirrored = space;
  g_autoptr (PostinoChartLayout) layout = postino_chart_layout_new (values, 4, &space);
  g_autoptr (PostinoChartLayout) rtl = NULL;

  mirrored.is_rtl = TRUE;
  rtl = postino_chart_layout_new (values, 4, &mirrored);
  g_assert_cmpint (postino_chart_layout_find (layout, 0), ==, -1);
  g_assert_cmpint (postino_chart_layout_find (layout, 27), ==, 0);
  g_assert_cmpint (postino_chart_layout_find (layout, 425), ==, 3);
  g_assert_cmpint (postino_chart_layout_find (layout, 427), ==, -1);
  g_assert_cmpint (postino_chart_layout_find (rtl, 1), ==, 3);
  g_assert_cmpint (postino_chart_layout_find (rtl, 399), ==, 0);
}

static void
test_crowd (void)
{
  PostinoChartValue values[48] = { { 1, -1 } };
  PostinoChartSpace narrow = space;
  g_autoptr (PostinoChartLayout) layout = NULL;
  g_autoptr (PostinoChartLayout) nothing = NULL;

  narrow.width = 20; /* less than the axis takes */
  narrow.height = 10;
  layout = postino_chart_layout_new (values, 48, &space);
  nothing = postino_chart_layout_new (values, 0, &narrow);
  g_assert_cmpuint (layout->label_stride, ==, 5); /* 34 of 8.3 pixels each */
  g_assert_cmpuint (nothing->bars->len, ==, 0);
  g_assert_cmpfloat (nothing->plot.width, >, 0);
  g_assert_cmpfloat (nothing->plot.height, >, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart-layout/steps", test_steps);
  g_test_add_func ("/chart-layout/places", test_places);
  g_test_add_func ("/chart-layout/small-values-are-seen", test_small_values_are_seen);
  g_test_add_func ("/chart-layout/high-mark", test_high_mark);
  g_test_add_func ("/chart-layout/finding", test_finding);
  g_test_add_func ("/chart-layout/crowd", test_crowd);
  return g_test_run ();
}
