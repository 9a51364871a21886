/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long the window's main loop stands still: bench-window WORKSPACE PAGE SECONDS [FILE], on a display. Prints one JSON
 * object.
 *
 * The real window is shown with PAGE; "usable_ms" is the time from the start of this process until the first frame of the page
 * was drawn. Then, for SECONDS or until the file FILE appears, a source of STEP_MS notes how late it is called: what is
 * over a step is what a key or the pointer would have waited for. */

#include <adwaita.h>
#include <string.h>
#include <unistd.h>

#include "gui/shell/window.h"

enum { STEP_MS = 5, REPORTED_STALLS = 5 };

typedef struct {
  GtkApplication *application;
  PostinoWindow *window;
  const char *folder;
  const char *page;
  const char *until_file; /* or NULL */
  gint64 began_us;
  gint64 until_us;
  gint64 last_us;
  gint64 main_us;         /* main () was reached */
  gint64 first_us;        /* the window's first frame: the workspace is being opened */
  gint64 usable_us;
  gboolean went;          /* to the page */
  GArray *stalls_us;
} Bench;

/* When this process was made, by the clock of g_get_monotonic_time (). */
static gint64
read_start_us (void)
{
  g_autofree char *stat = NULL;
  g_auto (GStrv) fields = NULL;
  const char *after_name;

  if (!g_file_get_contents ("/proc/self/stat", &stat, NULL, NULL))
    return g_get_monotonic_time ();
  after_name = strrchr (stat, ')');
  fields = g_strsplit (after_name + 2, " ", 0);
  return g_ascii_strtoll (fields[19], NULL, 10) * G_USEC_PER_SEC / sysconf (_SC_CLK_TCK);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return (left < right) - (left > right);
}

static void
finish (Bench *bench)
{
  guint n_over = 0;

  for (guint i = 0; i < bench->stalls_us->len; i++)
    n_over += g_array_index (bench->stalls_us, gint64, i) > 50000;
  g_array_sort (bench->stalls_us, compare);
  g_print ("{\"main_ms\": %.0f, \"first_frame_ms\": %.0f, \"usable_ms\": %.0f, \"over_50_ms\": %u, \"longest_ms\": [",
           bench->main_us / 1000.0, bench->first_us / 1000.0, bench->usable_us / 1000.0, n_over);
  for (guint i = 0; i < MIN (REPORTED_STALLS, bench->stalls_us->len); i++)
    g_print ("%s%.1f", i > 0 ? ", " : "", g_array_index (bench->stalls_us, gint64, i) / 1000.0);
  g_print ("]}\n");
  gtk_window_destroy (GTK_WINDOW (bench->window));
}

static gboolean
step_cb (gpointer user_data)
{
  Bench *bench = user_data;
  gint64 now_us = g_get_monotonic_time ();
  gint64 late_us = now_us - bench->last_us - STEP_MS * 1000;

  if (late_us > STEP_MS * 1000)
    g_array_append_val (bench->stalls_us, late_us);
  bench->last_us = now_us;
  if (now_us < bench->until_us
      && (bench->until_file == NULL || !g_file_test (bench->until_file, G_FILE_TEST_EXISTS)))
    return G_SOURCE_CONTINUE;
  finish (bench);
  return G_SOURCE_REMOVE;
}

static void
after_paint_cb (GdkFrameClock *clock,
                Bench         *bench)
{
  if (bench->first_us == 0)
    bench->first_us = g_get_monotonic_time () - bench->began_us;
  if (postino_window_get_session (bench->window) == NULL)
    return;
  if (!bench->went)
    {
      bench->went = TRUE;
      gtk_widget_activate_action (GTK_WIDGET (bench->window), "win.go", "s", bench->page);
      gtk_widget_queue_draw (GTK_WIDGET (bench->window));
      return;
    }
  bench->usable_us = g_get_monotonic_time () - bench->began_us;
  g_signal_handlers_disconnect_by_data (clock, bench);
  bench->last_us = g_get_monotonic_time ();
  g_timeout_add_full (G_PRIORITY_HIGH, STEP_MS, step_cb, bench, NULL);
}

static void
activate_cb (GApplication *application,
             Bench        *bench)
{
  GdkFrameClock *clock;

  bench->window = postino_window_new (bench->application, bench->folder, FALSE, NULL);
  gtk_window_set_default_size (GTK_WINDOW (bench->window), 1200, 800);
  gtk_window_present (GTK_WINDOW (bench->window));
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (bench->window));
  g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), bench);
}

int
main (int    argc,
      char **argv)
{
  Bench bench = { .began_us = read_start_us () };
  g_autoptr (AdwApplication) application = NULL;

  bench.main_us = g_get_monotonic_time () - bench.began_us;
  if (argc < 4)
    {
      g_printerr ("bench-window WORKSPACE PAGE SECONDS [FILE]\n");
      return 2;
    }
  application = adw_application_new ("org.postino.Postino.Bench", G_APPLICATION_NON_UNIQUE);
  bench.application = GTK_APPLICATION (application);
  bench.folder = argv[1];
  bench.page = argv[2];
  bench.until_us = g_get_monotonic_time () + (gint64) (g_ascii_strtod (argv[3], NULL) * G_USEC_PER_SEC);
  bench.until_file = argc > 4 ? argv[4] : NULL;
  bench.stalls_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), &bench);
  return g_application_run (G_APPLICATION (application), 1, argv);
}
