/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl worker: the program that sends, from the outside. */

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "base/error.h"
#include "base/paths.h"
#include "cli/cli-print.h"
#include "cli/cli.h"
#include "workspace/worker-launch.h"

static int
print_state (PostinoCli *cli)
{
  gboolean running = postino_workspace_has_worker (cli->folder);
  JsonBuilder *line;

  if (!cli->json)
    {
      postino_print_sentence (cli, "%s", running ? _("The worker runs") : _("No worker runs"));
      return POSTINO_EXIT_DONE;
    }
  line = postino_print_begin_object ();
  postino_print_add_bool (line, "running", running);
  postino_print_line (line);
  return POSTINO_EXIT_DONE;
}

/* Becomes the worker: the workspace must not be open in this process then. */
static int
run_run (PostinoCli *cli,
         int         argc,
         char      **argv)
{
  g_autofree char *program = postino_paths_find_program ("postino-worker");
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (NULL, 0, 0, &argc, &argv, &error))
    return postino_cli_fail (error);
  execl (program, program, "--workspace", cli->folder, "--foreground", (char *) NULL);
  g_set_error (&error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("“%s” cannot be started: %s"),
               program, g_strerror (errno));
  return postino_cli_fail (error);
}

static int
run_start (PostinoCli *cli,
           int         argc,
           char      **argv)
{
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (NULL, 0, 0, &argc, &argv, &error) || !postino_cli_open (cli, &error)
      || !postino_worker_launch (cli->folder, &error))
    return postino_cli_fail (error);
  return print_state (cli);
}

static int
run_stop (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (NULL, 0, 0, &argc, &argv, &error)
      || !postino_worker_launch_stop (cli->folder, &error))
    return postino_cli_fail (error);
  return print_state (cli);
}

static int
run_status (PostinoCli *cli,
            int         argc,
            char      **argv)
{
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (NULL, 0, 0, &argc, &argv, &error))
    return postino_cli_fail (error);
  return print_state (cli);
}

static const PostinoVerb verbs[] = {
  { "run", "", N_("Be the worker, in the foreground"), run_run },
  { "start", "", N_("Start it in the background"), run_start },
  { "stop", "", N_("Let it finish what is on its way, and end"), run_stop },
  { "status", "", N_("Whether it runs"), run_status },
  { NULL }
};

const PostinoNoun postino_noun_worker = { "worker", N_("The program that sends in the background"),
                                          verbs };
