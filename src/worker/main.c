/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postino-worker: sends, harvests and keeps the sandbox of one workspace. Started by the window or
 * the command line when there is something to do; `--foreground` is for servers and tests. Ends
 * cleanly on SIGTERM and SIGINT. */

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <stdio.h>

#include "base/error.h"
#include "base/log.h"
#include "base/paths.h"
#include "worker/autostart.h"
#include "worker/worker.h"
#include "workspace/workspace.h"

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static int
run (const PostinoWorkerOptions *options)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  PostinoWorker *worker;

  /* Before anything is locked or sent: a signal that comes while starting waits for the loop. */
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  worker = postino_worker_start (options, &error);
  if (worker == NULL)
    {
      g_printerr ("%s\n", error->message);
      if (!g_file_test (options->folder, G_FILE_TEST_IS_DIR))
        postino_autostart_set (options->folder, FALSE, NULL); /* it was moved or deleted since */
      return 1;
    }
  postino_worker_set_loop (worker, loop);
  g_main_loop_run (loop);
  postino_worker_stop (worker);
  return 0;
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *folder = NULL;
  gboolean foreground = FALSE;
  gboolean no_bus = FALSE;
  gboolean version = FALSE;
  const GOptionEntry entries[] = {
    { "workspace", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_("The workspace to work for"),
      N_("DIR") },
    { "foreground", 0, 0, G_OPTION_ARG_NONE, &foreground, N_("Stay when there is nothing to do"),
      NULL },
    { "no-bus", 0, 0, G_OPTION_ARG_NONE, &no_bus, N_("Do not use D-Bus"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_("Show the version"), NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  PostinoWorkerOptions options;

  postino_paths_init_locale ();
  postino_log_init ("postino-worker");
  signal (SIGPIPE, SIG_IGN);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc > 1)
    {
      g_printerr ("%s\n",
                  error != NULL ? error->message : _("This program takes no arguments but options"));
      return 2;
    }
  if (version)
    {
      printf ("postino-worker %s\n", POSTINO_VERSION);
      return 0;
    }
  if (folder == NULL)
    folder = postino_workspace_dup_default_path ();
  options = (PostinoWorkerOptions) { folder, foreground, !no_bus };
  return run (&options);
}
