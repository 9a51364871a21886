/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a toast says is read whole in the narrowest window. Needs a display: test-widgets.py gives it one. */
#include "widget-tree.h"

#include <adwaita.h>

#include "gui/shell/toast.h"

enum { NARROWEST = 360 };

#define LONG_SENTENCE \
  "L'importazione di \"clienti-dal-gestionale-2026.csv\" è stata annullata: i contatti sono tornati com'erano prima"

static const char *const sentences[] = {
  "Done", LONG_SENTENCE, "one-word-without-a-place-to-break-it-as-names-of-files-are-now-and-then.xlsx",
};

typedef struct {
  GtkWindow *window;
  GtkWidget *page;
} Fixture;

static void
open_window (Fixture *fixture)
{
  GtkWidget *overlay = adw_toast_overlay_new ();

  fixture->page = gtk_label_new ("page");
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), fixture->page);
  fixture->window = GTK_WINDOW (adw_window_new ());
  adw_window_set_content (ADW_WINDOW (fixture->window), overlay);
  gtk_window_set_default_size (fixture->window, NARROWEST, 2 * NARROWEST);
  gtk_window_present (fixture->window);
}

static void
wait_for_window (Fixture *fixture)
{
  while (gtk_widget_get_width (gtk_widget_get_parent (fixture->page)) == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  open_window (fixture);
  wait_for_window (fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  gtk_window_destroy (fixture->window);
}

/* The toast, once it has its place; no frame of its moving in is waited for longer. */
static GtkWidget *
wait_for_toast (Fixture *fixture)
{
  GtkWidget *overlay = gtk_widget_get_parent (fixture->page);
  GtkWidget *toast;

  while ((toast = gtk_widget_get_next_sibling (fixture->page)) == NULL || gtk_widget_get_width (toast) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (gtk_widget_get_width (overlay), <=, NARROWEST); /* less the frame it has without a compositor */
  return toast;
}

/* Nothing of @widget, nor of what is in it, is beside the window. */
static void
assert_in_sight (Fixture   *fixture,
                 GtkWidget *widget)
{
  GtkWidget *overlay = gtk_widget_get_parent (fixture->page);
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (widget, overlay, &bounds));
  g_assert_cmpfloat (bounds.origin.x, >=, 0);
  g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, gtk_widget_get_width (overlay));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_in_sight (fixture, child);
}

static void
assert_whole (GtkLabel   *label,
              const char *sentence)
{
  PangoLayout *layout = gtk_label_get_layout (label);
  int width, height;

  g_assert_cmpstr (gtk_label_get_text (label), ==, sentence);
  g_assert_false (pango_layout_is_ellipsized (layout));
  pango_layout_get_pixel_size (layout, &width, &height);
  g_assert_cmpint (width, <=, gtk_widget_get_width (GTK_WIDGET (label)));
  g_assert_cmpint (height, <=, gtk_widget_get_height (GTK_WIDGET (label)));
}

static void
test_sentence (Fixture      *fixture,
               gconstpointer sentence)
{
  GtkWidget *toast;

  postino_toast_say (fixture->page, sentence);
  toast = wait_for_toast (fixture);
  assert_in_sight (fixture, toast);
  assert_whole (find_below (toast, GTK_TYPE_LABEL), sentence);
}

static void
count_cb (gpointer n)
{
  (*(guint *) n)++;
}

/* Its button is there too, and does what it says once. */
static void
test_offer (Fixture      *fixture,
            gconstpointer sentence)
{
  guint n_undone = 0;
  GtkWidget *toast, *undo;

  postino_toast_offer (fixture->page, sentence, "Ripristina", count_cb, &n_undone, NULL);
  toast = wait_for_toast (fixture);
  assert_in_sight (fixture, toast);
  assert_whole (find_below (toast, GTK_TYPE_LABEL), sentence);
  undo = find_below (toast, GTK_TYPE_BUTTON);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (undo)), ==, "Ripristina");
  g_signal_emit_by_name (undo, "clicked");
  g_assert_cmpuint (n_undone, ==, 1);
}

/* One that is there before the window is, as wide as others. */
static void
test_early (void)
{
  int chars[2];

  for (int i = 0; i < 2; i++)
    {
      Fixture fixture = { NULL, NULL };
      GtkWidget *label;

      open_window (&fixture);
      if (i == 1)
        wait_for_window (&fixture);
      postino_toast_say (fixture.page, LONG_SENTENCE);
      wait_for_window (&fixture);
      label = find_below (wait_for_toast (&fixture), GTK_TYPE_LABEL);
      do
        g_main_context_iteration (NULL, TRUE);
      while (gtk_label_get_max_width_chars (GTK_LABEL (label)) <= 0);
      chars[i] = gtk_label_get_max_width_chars (GTK_LABEL (label));
      tear_down (&fixture, NULL);
    }
  g_assert_cmpint (chars[0], ==, chars[1]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      g_autofree char *alone = g_strdup_printf ("/toast/sentence/%" G_GSIZE_FORMAT, i);
      g_autofree char *offered = g_strdup_printf ("/toast/offer/%" G_GSIZE_FORMAT, i);

      g_test_add (alone, Fixture, sentences[i], set_up, test_sentence, tear_down);
      g_test_add (offered, Fixture, sentences[i], set_up, test_offer, tear_down);
    }
  g_test_add_func ("/toast/early", test_early);
  return g_test_run ();
}
