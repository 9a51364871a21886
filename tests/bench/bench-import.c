/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-import FILE FOLDER: imports FILE into a new workspace.db in FOLDER, with a list and consent, while a second
 * process commits small transactions; one JSON line with rows a second, the longest write transaction and the longest
 * time the other process waited for its commit. */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "interchange/import.h"
#include "store/change.h"
#include "store/migrate.h"
#include "workspace/workspace.h"

enum { PAUSE_US = 5000 };

/* What a sending worker does, as seen by the lock: until the pipe is closed. */
static void
commit_until_closed (const char *path,
                     int         stop,
                     int         result)
{
  g_autoptr (PostinoDb) db = postino_db_open (path, POSTINO_DB_READ_WRITE, NULL);
  gint64 longest[2] = { 0, 0 }; /* wait for the lock, whole commit */
  char byte;

  while (read (stop, &byte, 1) != 0)
    {
      gint64 started = g_get_monotonic_time ();

      postino_db_begin (db, NULL);
      longest[0] = MAX (longest[0], g_get_monotonic_time () - started);
      postino_change_bump (db, POSTINO_TOPIC_LEDGER, NULL);
      postino_db_commit (db, NULL);
      longest[1] = MAX (longest[1], g_get_monotonic_time () - started);
      g_usleep (PAUSE_US);
    }
  if (write (result, longest, sizeof longest) != sizeof longest)
    _exit (1);
}

static char *
make_database (const char *folder)
{
  char *path = g_build_filename (folder, "workspace.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoDb) db = NULL;

  g_mkdir_with_parents (folder, 0700);
  db = postino_db_open (path, POSTINO_DB_READ_WRITE, &error);
  if (db == NULL || !postino_migrate (db, postino_workspace_get_schema (), &error))
    g_error ("%s", error->message);
  return path;
}

int
main (int    argc,
      char **argv)
{
  const char *lists[] = { "Bench", NULL };
  PostinoImportOptions options = { .lists = lists, .consent_words = "Yes, send me the newsletter" };
  PostinoImportOutcome outcome;
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoStore) store = NULL;
  g_autofree char *path = NULL;
  gint64 longest[2] = { 0, 0 };
  int stop[2];
  int result[2];
  gboolean alone = argc > 3;
  pid_t child;

  if (argc < 3)
    g_error ("usage: bench-import FILE FOLDER [alone]");
  path = make_database (argv[2]);
  if (pipe2 (stop, O_CLOEXEC | O_NONBLOCK) < 0 || pipe2 (result, O_CLOEXEC) < 0)
    g_error ("no pipe");
  child = fork ();
  if (child == 0)
    {
      close (stop[1]);
      if (!alone)
        commit_until_closed (path, stop[0], result[1]);
      _exit (0);
    }
  options.path = argv[1];
  store = postino_store_new (path, &error);
  if (store == NULL || !postino_import_run (store, &options, &outcome, NULL, &error))
    g_error ("%s", error->message);
  close (stop[1]);
  close (result[1]);
  if (read (result[0], longest, sizeof longest) < 0)
    g_error ("no result");
  waitpid (child, NULL, 0);
  g_print ("{\"rows\":%" G_GINT64_FORMAT ",\"added\":%" G_GINT64_FORMAT ",\"seconds\":%.2f,\"rows_per_second\":%.0f,"
           "\"longest_write_ms\":%.1f,\"longest_wait_ms\":%.1f,\"longest_commit_ms\":%.1f}\n",
           outcome.n_rows, outcome.n_added, outcome.seconds, outcome.n_rows / outcome.seconds,
           outcome.longest_write_us / 1000.0, longest[0] / 1000.0, longest[1] / 1000.0);
  postino_store_close (store);
  return 0;
}
