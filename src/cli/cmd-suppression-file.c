/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl suppression import and export: the stories are interchange/suppression-import and
 * suppression-export. A row without a reason gets that of --reason, else "manual". */

#include "cli/cmd-suppression.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>

#include "cli/cli-print.h"
#include "interchange/private-file.h"
#include "interchange/suppression-export.h"
#include "interchange/suppression-import.h"

/* ---- import ---- */

static void
print_import (PostinoCli                     *cli,
              const PostinoSuppressionImport *done)
{
  JsonBuilder *line;

  if (!cli->json)
    {
      postino_print_sentence (cli, _("%" PRId64 " added, %" PRId64 " known already, %" PRId64
                                     " rows without an address"),
                              done->n_added, done->n_known, done->n_invalid);
      return;
    }
  line = postino_print_begin_object ();
  postino_print_add_int (line, "rows", done->n_rows);
  postino_print_add_int (line, "added", done->n_added);
  postino_print_add_int (line, "unchanged", done->n_known);
  postino_print_add_int (line, "invalid", done->n_invalid);
  postino_print_line (line);
}

int
postino_cmd_suppression_run_import (PostinoCli *cli,
                                    int         argc,
                                    char      **argv)
{
  g_autofree char *word = NULL;
  const GOptionEntry entries[] = {
    { "reason", 0, 0, G_OPTION_ARG_STRING, &word, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;
  PostinoSuppressionImportOptions options = { .source = POSTINO_CMD_SUPPRESSION_SOURCE,
                                              .how = POSTINO_CMD_SUPPRESSION_HOW };
  PostinoSuppressionImport done;

  if (!postino_cli_parse (entries, 1, 1, &argc, &argv, &error) || !postino_cli_open (cli, &error))
    return postino_cli_fail (error);
  options.path = argv[1];
  options.reason = word != NULL ? word : "manual";
  if (!postino_suppression_import (postino_workspace_get_store (cli->workspace), &options, &done, NULL,
                                   &error))
    return postino_cli_fail (error);
  print_import (cli, &done);
  return POSTINO_EXIT_DONE;
}

/* ---- export ---- */

static GOutputStream *
open_stream (const char *path,
             GError    **error)
{
  g_autoptr (GFile) file = NULL;

  if (g_str_equal (path, "-"))
    return g_memory_output_stream_new_resizable ();
  file = g_file_new_for_commandline_arg (path);
  return postino_private_file_replace (file, error);
}

static void
print_export (PostinoCli    *cli,
              const char    *path,
              GOutputStream *stream,
              gint64         n)
{
  JsonBuilder *line;

  if (G_IS_MEMORY_OUTPUT_STREAM (stream))
    {
      GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (stream);

      fwrite (g_memory_output_stream_get_data (memory), 1,
              g_memory_output_stream_get_data_size (memory), stdout);
      return;
    }
  if (!cli->json)
    {
      postino_print_sentence (cli, ngettext ("%" PRId64 " row is in “%s”",
                                             "%" PRId64 " rows are in “%s”",
                                             n),
                              n, path);
      return;
    }
  line = postino_print_begin_object ();
  postino_print_add_text (line, "file", path);
  postino_print_add_int (line, "rows", n);
  postino_print_line (line);
}

int
postino_cmd_suppression_run_export (PostinoCli *cli,
                                    int         argc,
                                    char      **argv)
{
  g_autoptr (GOutputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n = 0;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error) || !postino_cli_open (cli, &error)
      || (stream = open_stream (argv[1], &error)) == NULL
      || !postino_suppression_export (postino_workspace_get_store (cli->workspace), stream, &n, NULL,
                                      &error))
    return postino_cli_fail (error);
  print_export (cli, argv[1], stream, n);
  return POSTINO_EXIT_DONE;
}
