/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a chart says of itself, and how a bar of it is chosen. Needs a display: test-widgets.py gives it one. */
#include "widget-tree.h"

#include "gui/widgets/bar-chart.h"

static const PostinoBar week[] = {
  { "M", "Monday", 12, 3.44 }, { "T", "Tuesday", 0, 0 }, { "W", "Wednesday", 1234, 99.6 }, { NULL, "Thursday", 7, -1 },
};

static void
test_describe (void)
{
  static const char *const words[] = { "Monday: 12, usually 3.4", "Tuesday: 0, usually 0.0", "Wednesday: 1234, usually 100",
                                       "Thursday: 7" };

  for (gsize i = 0; i < G_N_ELEMENTS (week); i++)
    {
      g_autofree char *said = postino_bar_describe (&week[i]);

      g_assert_cmpstr (said, ==, words[i]);
    }
}

static PostinoBarChart *
make_chart (guint            n_bars,
            GtkTextDirection direction)
{
  PostinoBarChart *chart = g_object_ref_sink (g_object_new (POSTINO_TYPE_BAR_CHART, NULL));

  gtk_widget_set_direction (GTK_WIDGET (chart), direction);
  postino_bar_chart_set_bars (chart, week, n_bars, "A week");
  return chart;
}

/* Keys from nothing chosen on, and the day they lead to. */
static const struct {
  guint keys[6];
  const char *left_to_right;
  const char *right_to_left;
} walks[] = {
  { { GDK_KEY_Right }, "Monday", "Thursday" },
  { { GDK_KEY_Left }, "Thursday", "Monday" },
  { { GDK_KEY_Home }, "Monday", "Monday" },
  { { GDK_KEY_End }, "Thursday", "Thursday" },
  { { GDK_KEY_Home, GDK_KEY_Right, GDK_KEY_Right }, "Wednesday", "Monday" },
  { { GDK_KEY_End, GDK_KEY_KP_Left }, "Wednesday", "Thursday" },
  { { GDK_KEY_End, GDK_KEY_KP_Right }, "Thursday", "Wednesday" },
  { { GDK_KEY_Home, GDK_KEY_Left }, "Monday", "Tuesday" },
};

static void
test_keys (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (walks); i++)
    {
      for (int is_rtl = 0; is_rtl < 2; is_rtl++)
        {
          g_autoptr (PostinoBarChart) chart = make_chart (4, is_rtl ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);

          g_assert_null (postino_bar_chart_get_reading (chart));
          for (gsize k = 0; walks[i].keys[k] != 0; k++)
            g_assert_true (press_key (GTK_WIDGET (chart), walks[i].keys[k]));
          g_test_message ("walk %zu, %s: %s", i, is_rtl ? "rtl" : "ltr", postino_bar_chart_get_reading (chart));
          g_assert_true (g_str_has_prefix (postino_bar_chart_get_reading (chart),
                                           is_rtl ? walks[i].right_to_left : walks[i].left_to_right));
        }
    }
}

static void
count_cb (GObject    *chart,
          GParamSpec *pspec,
          guint      *n)
{
  (*n)++;
}

/* Told of once for each that is another one. */
static void
test_told_on_change (void)
{
  g_autoptr (PostinoBarChart) chart = make_chart (4, GTK_TEXT_DIR_LTR);
  guint n = 0;

  g_signal_connect (chart, "notify::reading", G_CALLBACK (count_cb), &n);
  press_key (GTK_WIDGET (chart), GDK_KEY_End);
  press_key (GTK_WIDGET (chart), GDK_KEY_End);
  press_key (GTK_WIDGET (chart), GDK_KEY_Right);
  g_assert_cmpuint (n, ==, 1);
  press_key (GTK_WIDGET (chart), GDK_KEY_Left);
  g_assert_cmpuint (n, ==, 2);
}

/* Live numbers come every second: the chosen bar stays chosen, and has its new number. */
static void
test_new_numbers (void)
{
  static const PostinoBar later[] = { { "M", "Monday", 13, -1 }, { "T", "Tuesday", 5, -1 } };
  g_autoptr (PostinoBarChart) chart = make_chart (4, GTK_TEXT_DIR_LTR);
  guint n = 0;

  press_key (GTK_WIDGET (chart), GDK_KEY_Home);
  postino_bar_chart_set_bars (chart, later, G_N_ELEMENTS (later), "A week");
  g_assert_cmpstr (postino_bar_chart_get_reading (chart), ==, "Monday: 13");
  press_key (GTK_WIDGET (chart), GDK_KEY_End);
  g_signal_connect (chart, "notify::reading", G_CALLBACK (count_cb), &n);
  postino_bar_chart_set_bars (chart, later, G_N_ELEMENTS (later), "A week"); /* the same again */
  g_assert_cmpuint (n, ==, 0);
  postino_bar_chart_set_bars (chart, later, 1, "A week"); /* Tuesday has gone */
  g_assert_null (postino_bar_chart_get_reading (chart));
}

static void
test_empty (void)
{
  g_autoptr (PostinoBarChart) chart = make_chart (0, GTK_TEXT_DIR_LTR);

  g_assert_false (press_key (GTK_WIDGET (chart), GDK_KEY_Right)); /* the key is for somebody else */
  g_assert_null (postino_bar_chart_get_reading (chart));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  g_test_add_func ("/bar-chart/describe", test_describe);
  g_test_add_func ("/bar-chart/keys", test_keys);
  g_test_add_func ("/bar-chart/told-on-change", test_told_on_change);
  g_test_add_func ("/bar-chart/new-numbers", test_new_numbers);
  g_test_add_func ("/bar-chart/empty", test_empty);
  return g_test_run ();
}
