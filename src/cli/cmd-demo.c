/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl demo DIR: a workspace to try things on. */

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "campaign/demo.h"
#include "cli/cli-print.h"
#include "cli/cli.h"

int
postino_cli_demo (PostinoCli *cli,
                  int         argc,
                  char      **argv)
{
  g_autoptr (GError) error = NULL;
  PostinoDemo demo;
  JsonBuilder *line;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error)
      || !postino_demo_build (argv[1], &demo, &error))
    return postino_cli_fail (error);
  if (!cli->json)
    {
      postino_print_sentence (cli, _("“%s” holds %" PRId64 " sample contacts, %" PRId64
                                     " of them without consent, and campaign %" PRId64 ", ready to send"),
                              argv[1], demo.n_contacts, demo.n_without_consent, demo.campaign);
      return POSTINO_EXIT_DONE;
    }
  line = postino_print_begin_object ();
  postino_print_add_text (line, "workspace", argv[1]);
  postino_print_add_int (line, "campaign", demo.campaign);
  postino_print_add_int (line, "contacts", demo.n_contacts);
  postino_print_add_int (line, "without_consent", demo.n_without_consent);
  postino_print_line (line);
  return POSTINO_EXIT_DONE;
}
