/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl: the actions of the windows for scripts, tests and servers.
 *
 *   postinoctl [--workspace DIR] [--json] NOUN VERB …
 *
 * Nouns and verbs are tables: a noun's file (cmd-NOUN.c) has its verbs. Global options stand before
 * the verb. Exit: 0 done, 1 failed, 2 wrong usage, 3 done in part. */

#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "base/paths.h"
#include "cli/cli.h"

static const PostinoNoun *const nouns[] = {
  &postino_noun_workspace, &postino_noun_contact,  &postino_noun_field,     &postino_noun_tag,
  &postino_noun_list,      &postino_noun_consent,  &postino_noun_suppression, &postino_noun_server,
  &postino_noun_identity,  &postino_noun_campaign, &postino_noun_sandbox,   &postino_noun_worker,
  &postino_noun_collector, &postino_noun_provider, &postino_noun_tool,
};

static void
print_usage (void)
{
  printf (_("Usage: %s\n\n"), "postinoctl [--workspace DIR] [--json] NOUN VERB …");
  for (gsize i = 0; i < G_N_ELEMENTS (nouns); i++)
    printf ("  %-12s %s\n", nouns[i]->name, _(nouns[i]->summary));
  printf ("  %-12s %s\n", "demo", _("Make a workspace with sample contacts and a newsletter"));
  printf ("\n%s\n", _("“postinoctl NOUN --help” lists the verbs of a noun."));
}

static void
print_noun_usage (const PostinoNoun *noun)
{
  printf (_("Usage: %s\n\n"), "postinoctl [--workspace DIR] [--json] NOUN VERB …");
  for (const PostinoVerb *verb = noun->verbs; verb->name != NULL; verb++)
    printf ("  %s %s %s\n      %s\n", noun->name, verb->name, verb->usage, _(verb->summary));
}

static gboolean
is_help (const char *argument)
{
  return strcmp (argument, "--help") == 0 || strcmp (argument, "-h") == 0
         || strcmp (argument, "help") == 0;
}

/* Takes --workspace, --json, --version out of the front of @argv, until the noun; also after it,
 * until the verb. */
static int
take_global_options (PostinoCli *cli,
                     int         argc,
                     char      **argv,
                     int         at)
{
  while (at < argc && argv[at][0] == '-')
    {
      if (strcmp (argv[at], "--json") == 0)
        cli->json = TRUE;
      else if (g_str_has_prefix (argv[at], "--workspace=")
               || (strcmp (argv[at], "--workspace") == 0 && at + 1 < argc))
        {
          const char *equals = strchr (argv[at], '=');

          g_free (cli->folder);
          cli->folder = g_strdup (equals != NULL ? equals + 1 : argv[++at]);
        }
      else
        return at;
      at++;
    }
  return at;
}

static const PostinoNoun *
find_noun (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (nouns); i++)
    {
      if (strcmp (nouns[i]->name, name) == 0)
        return nouns[i];
    }
  return NULL;
}

static int
refuse (const char *format,
        const char *word)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_printerr (format, word);
#pragma GCC diagnostic pop
  g_printerr ("\n");
  return POSTINO_EXIT_USAGE;
}

static int
run_verb (PostinoCli        *cli,
          const PostinoNoun *noun,
          int                argc,
          char             **argv)
{
  if (argc == 0 || is_help (argv[0]))
    {
      print_noun_usage (noun);
      return argc == 0 ? POSTINO_EXIT_USAGE : POSTINO_EXIT_DONE;
    }
  for (const PostinoVerb *verb = noun->verbs; verb->name != NULL; verb++)
    {
      if (strcmp (verb->name, argv[0]) != 0)
        continue;
      if (argc > 1 && strcmp (argv[1], "--help") == 0)
        {
          printf (_("Usage: %s\n\n"), "postinoctl [--workspace DIR] [--json] NOUN VERB …");
          printf ("  %s %s %s\n\n%s\n", noun->name, verb->name, verb->usage, _(verb->summary));
          return POSTINO_EXIT_DONE;
        }
      return verb->run (cli, argc, argv);
    }
  return refuse (_("“%s” is not a verb that is known here: see --help"), argv[0]);
}

static int
run (PostinoCli *cli,
     int         argc,
     char      **argv)
{
  int at = take_global_options (cli, argc, argv, 1);
  const PostinoNoun *noun;

  if (at < argc && strcmp (argv[at], "--version") == 0)
    {
      printf ("postinoctl %s\n", POSTINO_VERSION);
      return POSTINO_EXIT_DONE;
    }
  if (at >= argc || is_help (argv[at]))
    {
      print_usage ();
      return at >= argc ? POSTINO_EXIT_USAGE : POSTINO_EXIT_DONE;
    }
  if (strcmp (argv[at], "demo") == 0)
    return postino_cli_demo (cli, argc - at, argv + at);
  noun = find_noun (argv[at]);
  if (noun == NULL)
    return refuse (_("“%s” is not a noun that is known: see --help"), argv[at]);
  at = take_global_options (cli, argc, argv, at + 1);
  return run_verb (cli, noun, argc - at, argv + at);
}

int
main (int    argc,
      char **argv)
{
  PostinoCli cli = { 0 };
  int status;

  postino_paths_init_locale ();
  postino_log_init ("postinoctl");
  signal (SIGPIPE, SIG_IGN);
  cli.folder = postino_workspace_dup_default_path ();
  status = run (&cli, argc, argv);
  g_clear_object (&cli.workspace);
  g_free (cli.folder);
  return status;
}
