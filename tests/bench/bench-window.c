/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long the window's main loop stands still: bench-window WORKSPACE PAGE SECONDS [until FILE | import FILE], on a display.
 * Prints one JSON object.
 *
 * The real window is shown with PAGE; "usable_ms" is the time from the start of this process until the first frame of the page
 * was drawn. Then, for SECONDS, or until FILE appears, or until the window has imported FILE, a source of STEP_MS notes how
 * late it is called: what is over a step is what a key or the pointer would have waited for. "running_ms" says for how much
 * of the longest ones the main loop had a processor: the rest others had. */

#include <adwaita.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "gui/contacts/import-job.h"
#include "gui/shell/window.h"

enum { STEP_MS = 5, REPORTED_STALLS = 5 };

typedef struct {
  GtkApplication *application;
  PostinoWindow *window;
  const char *folder;
  const char *page;
  const char *until_file;  /* or NULL */
  const char *import_file; /* or NULL */
  PostinoFileJob *import;
  gboolean has_imported;
  gint64 began_us;
  gint64 until_us;
  gint64 last_us;
  gint64 last_run_us;
  gint64 main_us;         /* main () was reached */
  gint64 first_us;        /* the window's first frame: the workspace is being opened */
  gint64 usable_us;
  gboolean went;          /* to the page */
  GArray *stalls;         /* of Stall */
} Bench;

typedef struct {
  gint64 late_us;
  gint64 run_us;
} Stall;

/* Processor time of this thread. */
static gint64
read_run_us (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

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
  gint64 left = ((const Stall *) a)->late_us;
  gint64 right = ((const Stall *) b)->late_us;

  return (left < right) - (left > right);
}

static void
print_longest (Bench *bench)
{
  guint n = MIN (REPORTED_STALLS, bench->stalls->len);

  g_print ("\"longest_ms\": [");
  for (guint i = 0; i < n; i++)
    g_print ("%s%.1f", i > 0 ? ", " : "", g_array_index (bench->stalls, Stall, i).late_us / 1000.0);
  g_print ("], \"running_ms\": [");
  for (guint i = 0; i < n; i++)
    g_print ("%s%.1f", i > 0 ? ", " : "", g_array_index (bench->stalls, Stall, i).run_us / 1000.0);
  g_print ("]}\n");
}

static void
finish (Bench *bench)
{
  guint n_over = 0;

  for (guint i = 0; i < bench->stalls->len; i++)
    n_over += g_array_index (bench->stalls, Stall, i).late_us > 50000;
  g_array_sort (bench->stalls, compare);
  g_print ("{\"main_ms\": %.0f, \"first_frame_ms\": %.0f, \"usable_ms\": %.0f, \"over_50_ms\": %u, ",
           bench->main_us / 1000.0, bench->first_us / 1000.0, bench->usable_us / 1000.0, n_over);
  print_longest (bench);
  gtk_window_destroy (GTK_WINDOW (bench->window));
}

static gboolean
is_over (Bench *bench)
{
  return bench->has_imported || g_get_monotonic_time () >= bench->until_us
         || (bench->until_file != NULL && g_file_test (bench->until_file, G_FILE_TEST_EXISTS));
}

static gboolean
step_cb (gpointer user_data)
{
  Bench *bench = user_data;
  gint64 now_us = g_get_monotonic_time ();
  gint64 run_us = read_run_us ();
  Stall stall = { now_us - bench->last_us - STEP_MS * 1000, run_us - bench->last_run_us };

  if (stall.late_us > STEP_MS * 1000)
    g_array_append_val (bench->stalls, stall);
  bench->last_us = now_us;
  bench->last_run_us = run_us;
  if (!is_over (bench))
    return G_SOURCE_CONTINUE;
  finish (bench);
  return G_SOURCE_REMOVE;
}

static void
imported_cb (PostinoFileJob *job,
             Bench            *bench)
{
  bench->has_imported = TRUE;
  if (postino_file_job_get_error (job) != NULL)
    g_error ("%s", postino_file_job_get_error (job)->message);
}

static void
start_import (Bench *bench)
{
  PostinoImportPlan *plan = g_new0 (PostinoImportPlan, 1);
  PostinoSession *session = postino_window_get_session (bench->window);

  plan->path = g_strdup (bench->import_file);
  plan->lists = g_strsplit ("more", ",", -1);
  bench->import = postino_import_job_start (postino_session_get_store (session), plan, FALSE,
                                            G_APPLICATION (bench->application));
  g_signal_connect (bench->import, "ended", G_CALLBACK (imported_cb), bench);
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
  bench->last_run_us = read_run_us ();
  if (bench->import_file != NULL)
    start_import (bench);
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
      g_printerr ("bench-window WORKSPACE PAGE SECONDS [until FILE | import FILE]\n");
      return 2;
    }
  application = adw_application_new ("org.postino.Postino.Bench", G_APPLICATION_NON_UNIQUE);
  bench.application = GTK_APPLICATION (application);
  bench.folder = argv[1];
  bench.page = argv[2];
  bench.until_us = g_get_monotonic_time () + (gint64) (g_ascii_strtod (argv[3], NULL) * G_USEC_PER_SEC);
  if (argc > 5 && g_str_equal (argv[4], "import"))
    bench.import_file = argv[5];
  else if (argc > 5)
    bench.until_file = argv[5];
  bench.stalls = g_array_new (FALSE, FALSE, sizeof (Stall));
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), &bench);
  return g_application_run (G_APPLICATION (application), 1, argv);
}
