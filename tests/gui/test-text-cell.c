/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Needs a display. */
#include <adwaita.h>

#include "gui/widgets/text-cell.h"

static const char *const texts[] = {
  NULL, "", "Ada", "two\nlines", "a name far too long for any cell it could be shown in", "שלום עולם", "👩‍👩‍👧‍👦 emoji",
};

static void
get_size (GtkWidget *cell,
          int       *width,
          int       *height)
{
  GtkRequisition natural;

  gtk_widget_get_preferred_size (cell, NULL, &natural);
  *width = natural.width;
  *height = natural.height;
}

/* How much room it wants does not depend on the text. */
static void
test_size (void)
{
  g_autoptr (GtkWidget) one = g_object_ref_sink (postino_text_cell_new (3, 10));
  g_autoptr (GtkWidget) wide = g_object_ref_sink (postino_text_cell_new (3, 20));
  int width, height, width_of_wide, height_of_wide;

  get_size (one, &width, &height);
  get_size (wide, &width_of_wide, &height_of_wide);
  g_assert_cmpint (width, >, 0);
  g_assert_cmpint (width_of_wide, >=, 2 * width - 1);
  g_assert_cmpint (height_of_wide, ==, height);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      int width_now, height_now;

      postino_text_cell_set_text (POSTINO_TEXT_CELL (one), texts[i]);
      get_size (one, &width_now, &height_now);
      g_assert_cmpint (width_now, ==, width);
      g_assert_cmpint (height_now, ==, height);
    }
}

/* What a screen reader says; also what tests find a cell by. */
static void
test_name (void)
{
  g_autoptr (GtkWidget) cell = g_object_ref_sink (postino_text_cell_new (3, 10));

  postino_text_cell_set_text (POSTINO_TEXT_CELL (cell), "Ada");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, "Ada");
  postino_text_cell_set_text (POSTINO_TEXT_CELL (cell), NULL);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, "");
}

/* The widest of what @cell draws, in pixels. */
static float
draw (GtkWidget *cell)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (cell);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, 0, 0);

  gdk_paintable_snapshot (paintable, snapshot, gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return 0;
  gsk_render_node_get_bounds (node, &bounds);
  gsk_render_node_unref (node);
  return bounds.origin.x + bounds.size.width;
}

/* Whatever the text, it stays in its cell; and there is something of it. */
static void
test_drawing (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *cell = postino_text_cell_new (3, 10);
  g_autofree char *endless = g_strnfill (10000, 'm');

  gtk_window_set_child (GTK_WINDOW (window), cell);
  gtk_window_set_default_size (GTK_WINDOW (window), 120, 40);
  gtk_window_present (GTK_WINDOW (window));
  while (gtk_widget_get_width (cell) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpfloat (draw (cell), ==, 0);
  for (gsize i = 2; i <= G_N_ELEMENTS (texts); i++)
    {
      postino_text_cell_set_text (POSTINO_TEXT_CELL (cell), i < G_N_ELEMENTS (texts) ? texts[i] : endless);
      while (draw (cell) == 0)
        g_main_context_iteration (NULL, TRUE);
      g_assert_cmpfloat (draw (cell), <=, gtk_widget_get_width (cell) + 2);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/text-cell/size", test_size);
  g_test_add_func ("/text-cell/name", test_name);
  g_test_add_func ("/text-cell/drawing", test_drawing);
  return g_test_run ();
}
