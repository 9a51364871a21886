/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starting and stopping the worker of a workspace from other programs. There is no activation by
 * the bus: it could not tell for which workspace. */

#include "workspace/worker-launch.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/paths.h"
#include "workspace/workspace.h"

enum {
  STEP_US = 20000,
  START_LIMIT_US = 15 * G_USEC_PER_SEC,
  STOP_LIMIT_US = 700 * G_USEC_PER_SEC, /* an answer to a final dot may take ten minutes */
};

static void
become_independent (gpointer user_data)
{
  int *log_fd = user_data;

  setsid ();
  if (*log_fd >= 0)
    {
      dup2 (*log_fd, STDERR_FILENO);
      dup2 (*log_fd, STDOUT_FILENO);
    }
}

static gboolean
wait_for_worker (const char *folder,
                 gboolean    running,
                 gint64      limit_us)
{
  gint64 until = g_get_monotonic_time () + limit_us;

  while (postino_workspace_has_worker (folder) != running)
    {
      if (g_get_monotonic_time () > until)
        return FALSE;
      g_usleep (STEP_US);
    }
  return TRUE;
}

gboolean
postino_worker_launch (const char *folder,
                       GError    **error)
{
  g_autofree char *program = postino_paths_find_program ("postino-worker");
  g_autofree char *log = g_build_filename (folder, "worker.log", NULL);
  char *argv[] = { program, (char *) "--workspace", (char *) folder, NULL };
  int log_fd;
  gboolean spawned;

  if (postino_workspace_has_worker (folder))
    return TRUE;
  log_fd = open (log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  spawned = g_spawn_async (NULL, argv, NULL, G_SPAWN_DEFAULT, become_independent, &log_fd, NULL,
                           error);
  if (log_fd >= 0)
    close (log_fd);
  if (!spawned)
    return FALSE;
  if (wait_for_worker (folder, TRUE, START_LIMIT_US))
    return TRUE;
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_TIMEOUT,
               _("The worker did not start; “%s” may say why"), log);
  return FALSE;
}

gboolean
postino_worker_launch_write_pid (const char *folder,
                          GError    **error)
{
  g_autofree char *path = g_build_filename (folder, "worker.pid", NULL);
  g_autofree char *pid = g_strdup_printf ("%d\n", (int) getpid ());

  return postino_paths_write_file (path, pid, strlen (pid), 0600, error);
}

gboolean
postino_worker_launch_stop (const char *folder,
                     GError    **error)
{
  g_autofree char *path = g_build_filename (folder, "worker.pid", NULL);
  g_autofree char *text = NULL;
  pid_t pid;

  if (!postino_workspace_has_worker (folder))
    return TRUE;
  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  pid = (pid_t) g_ascii_strtoll (text, NULL, 10);
  if (pid <= 1 || kill (pid, SIGTERM) != 0)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED,
                   _("The worker cannot be stopped: %s"),
                   g_strerror (errno));
      return FALSE;
    }
  if (wait_for_worker (folder, FALSE, STOP_LIMIT_US))
    return TRUE;
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_TIMEOUT,
               _("The worker is still waiting for a server’s answer"));
  return FALSE;
}
