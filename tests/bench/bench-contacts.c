/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How smoothly the contacts page scrolls: bench-contacts WORKSPACE, on a display (Xvfb will do, with
 * GSK_RENDERER=cairo). Prints one JSON object.
 *
 * A frame's time is what the frame clock's phases take, from before-paint to after-paint: layout,
 * binding of cells, drawing. A jump is over when the rows of the place jumped to are read and drawn; a
 * search when its first rows are. */

#include <adwaita.h>

#include "gui/contacts/contacts-page.h"
#include "model/contact-item.h"

enum {
  N_ROW_STEPS = 300,
  N_PAGE_STEPS = 200,
  N_JUMPS = 40,
  ROW_PX = 33,
  KEY_REST_US = 150000,
  PATIENCE_US = 30 * G_USEC_PER_SEC,
};

typedef struct {
  GtkWidget *window;
  GtkColumnView *view;
  GtkSearchEntry *search;
  GtkAdjustment *adjustment;
  gint64 frame_began_us;
  gint64 frame_us;      /* of the last frame */
  guint n_frames;
} Bench;

static void
before_paint_cb (GdkFrameClock *clock,
                 Bench         *bench)
{
  bench->frame_began_us = g_get_monotonic_time ();
}

static void
after_paint_cb (GdkFrameClock *clock,
                Bench         *bench)
{
  bench->frame_us = g_get_monotonic_time () - bench->frame_began_us;
  bench->n_frames++;
}

static GtkWidget *
find_widget (GtkWidget *from,
             GType      type)
{
  if (g_type_is_a (G_OBJECT_TYPE (from), type))
    return from;
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GListModel *
get_model (Bench *bench)
{
  return G_LIST_MODEL (gtk_column_view_get_model (bench->view));
}

static void
wait_for_frame (Bench *bench)
{
  guint n = bench->n_frames;

  gtk_widget_queue_draw (GTK_WIDGET (bench->view));
  while (bench->n_frames == n)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
is_loaded (Bench *bench,
           guint  position)
{
  g_autoptr (PostinoContactItem) item = g_list_model_get_item (get_model (bench), position);

  return item == NULL || postino_contact_item_is_loaded (item);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

static void
print_times (const char *name,
             GArray     *times_us,
             const char *end)
{
  g_array_sort (times_us, compare);
#define AT(share) g_array_index (times_us, gint64, (guint) ((times_us->len - 1) * (share))) / 1000.0
  g_print ("\"%s\": {\"median_ms\": %.1f, \"p95_ms\": %.1f, \"max_ms\": %.1f}%s", name, AT (0.5),
           AT (0.95), AT (1.0), end);
#undef AT
}

static void
bench_steps (Bench      *bench,
             const char *name,
             double      step,
             guint       n_steps)
{
  g_autoptr (GArray) times_us = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < n_steps; i++)
    {
      gtk_adjustment_set_value (bench->adjustment, gtk_adjustment_get_value (bench->adjustment) + step);
      wait_for_frame (bench);
      g_array_append_val (times_us, bench->frame_us);
    }
  print_times (name, times_us, ", ");
}

static void
bench_jumps (Bench *bench)
{
  g_autoptr (GArray) times_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint n_items = g_list_model_get_n_items (get_model (bench));

  for (guint i = 0; i < N_JUMPS; i++)
    {
      double share = (i * 7 % N_JUMPS) / (double) N_JUMPS;
      double upper = gtk_adjustment_get_upper (bench->adjustment);
      gint64 began_us = g_get_monotonic_time ();
      gint64 took_us;

      gtk_adjustment_set_value (bench->adjustment, share * upper);
      wait_for_frame (bench);
      while (!is_loaded (bench, (guint) (share * n_items)))
        g_main_context_iteration (NULL, TRUE);
      wait_for_frame (bench);
      took_us = g_get_monotonic_time () - began_us;
      g_array_append_val (times_us, took_us);
    }
  print_times ("jump", times_us, ", ");
}

/* As somebody does who types seven characters a second. */
static void
rest_between_keys (void)
{
  gint64 until = g_get_monotonic_time () + KEY_REST_US;

  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, FALSE);
}

static void
bench_searches (Bench *bench)
{
  static const char *const searches[] = { "r", "ro", "ros", "ross", "rossi", "rossi a", "rossi anna",
                                          "gmail", "milano", "zzz", "x" };
  g_autoptr (GArray) times_us = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gsize i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      gint64 began_us;
      gint64 took_us;
      gulong id;
      gboolean changed = FALSE;

      rest_between_keys ();
      began_us = g_get_monotonic_time ();
      id = g_signal_connect_swapped (get_model (bench), "items-changed", G_CALLBACK (g_atomic_int_inc),
                                     &changed);
      gtk_editable_set_text (GTK_EDITABLE (bench->search), searches[i]);
      while (!changed && g_get_monotonic_time () - began_us < G_USEC_PER_SEC)
        g_main_context_iteration (NULL, TRUE);
      if (g_getenv ("BENCH_VERBOSE") != NULL)
        g_printerr ("changed after %.1f ms, ", (g_get_monotonic_time () - began_us) / 1000.0);
      wait_for_frame (bench);
      took_us = g_get_monotonic_time () - began_us;
      g_signal_handler_disconnect (get_model (bench), id);
      if (g_getenv ("BENCH_VERBOSE") != NULL)
        g_printerr ("%s drawn after %.1f ms\n", searches[i], took_us / 1000.0);
      if (changed)
        g_array_append_val (times_us, took_us);
    }
  print_times ("search", times_us, "}\n");
}

static void
wait_for_contacts (Bench *bench)
{
  gint64 until = g_get_monotonic_time () + PATIENCE_US;
  guint n = 0;

  while (g_get_monotonic_time () < until)
    {
      guint now = g_list_model_get_n_items (get_model (bench));

      if (now > 100 && now == n)
        return;
      n = now;
      for (int i = 0; i < 30; i++)
        wait_for_frame (bench);
    }
}

static void
run (Bench          *bench,
     PostinoSession *session)
{
  GtkWidget *page = postino_contacts_page_new (session);
  GtkWidget *scroller;
  GdkFrameClock *clock;
  gint64 began_us = g_get_monotonic_time ();

  bench->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (bench->window), 1200, 860);
  adw_window_set_content (ADW_WINDOW (bench->window), page);
  bench->view = GTK_COLUMN_VIEW (find_widget (page, GTK_TYPE_COLUMN_VIEW));
  bench->search = GTK_SEARCH_ENTRY (find_widget (page, GTK_TYPE_SEARCH_ENTRY));
  scroller = gtk_widget_get_ancestor (GTK_WIDGET (bench->view), GTK_TYPE_SCROLLED_WINDOW);
  bench->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  gtk_window_present (GTK_WINDOW (bench->window));
  clock = gtk_widget_get_frame_clock (bench->window);
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), bench);
  g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), bench);
  while (g_list_model_get_n_items (get_model (bench)) == 0)
    g_main_context_iteration (NULL, TRUE);
  wait_for_frame (bench);
  g_print ("{\"first_rows_ms\": %.1f, ", (g_get_monotonic_time () - began_us) / 1000.0);
  wait_for_contacts (bench);
  g_print ("\"contacts\": %u, ", g_list_model_get_n_items (get_model (bench)));
  bench_steps (bench, "row", ROW_PX, N_ROW_STEPS);
  bench_steps (bench, "page", gtk_adjustment_get_page_size (bench->adjustment), N_PAGE_STEPS);
  bench_jumps (bench);
  bench_searches (bench);
  gtk_window_destroy (GTK_WINDOW (bench->window));
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GMainLoop *loop = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoSession) session = postino_session_open_finish (result, &error);
  Bench bench = { NULL };

  if (session == NULL)
    g_printerr ("%s\n", error->message);
  else
    run (&bench, session);
  g_main_loop_quit (loop);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  if (argc != 2)
    {
      g_printerr ("bench-contacts WORKSPACE\n");
      return 2;
    }
  adw_init ();
  postino_session_open_async (argv[1], FALSE, NULL, opened_cb, loop);
  g_main_loop_run (loop);
  return 0;
}
