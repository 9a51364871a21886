/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl server guess ADDRESS: which server its owner sends through. Changes nothing and needs no
 * workspace; what it prints are the options of `server add`. */

#include <glib/gi18n-lib.h>

#include "campaign/server-guess-words.h"
#include "cli/cli-print.h"
#include "cli/cmd-server.h"

static PostinoServerGuess *
guess_server (const char *address,
              GError    **error)
{
  g_autoptr (PostinoProviderList) providers = postino_provider_list_load ();
  g_autoptr (PostinoDns) dns = postino_dns_open (error);
  PostinoGuessMeans means = { .providers = providers, .dns = dns };

  return dns != NULL ? postino_server_guess_find (&means, address, NULL, error) : NULL;
}

static const char *
get_host (const PostinoServerGuess *guess)
{
  return *guess->profile->host != '\0' ? guess->profile->host : NULL;
}

static void
print_json (const PostinoServerGuess *guess)
{
  const PostinoSmtpProfile *profile = guess->profile;
  g_autofree char *notes = postino_provider_notes_to_codes (guess->notes);
  JsonBuilder *line = postino_print_begin_object ();

  postino_print_add_text (line, "name", profile->name);
  postino_print_add_text (line, "host", get_host (guess));
  postino_print_add_int (line, "port", postino_smtp_profile_get_port (profile));
  postino_print_add_text (line, "tls", postino_smtp_tls_to_nick (profile->tls));
  postino_print_add_text (line, "auth", profile->auth);
  postino_print_add_text (line, "user", profile->user);
  postino_print_add_int (line, "connections", profile->connections);
  postino_print_add_int (line, "per_connection", profile->per_connection);
  postino_print_add_double (line, "per_second", profile->per_second);
  postino_print_add_int (line, "per_minute", profile->per_minute);
  postino_print_add_int (line, "per_hour", profile->per_hour);
  postino_print_add_int (line, "per_day", profile->per_day);
  postino_print_add_int (line, "per_month", profile->per_month);
  postino_print_add_text (line, "provider", guess->provider);
  postino_print_add_text (line, "source", postino_server_guess_source_to_code (guess->source));
  postino_print_add_text (line, "note", notes);
  postino_print_line (line);
}

static void
print_limit (PostinoCli *cli,
             const char *option,
             guint       limit)
{
  if (limit > 0)
    postino_print_sentence (cli, "  %s %u", option, limit);
}

/* As one would type it. */
static void
print_options (PostinoCli               *cli,
               const PostinoSmtpProfile *profile)
{
  if (*profile->host != '\0')
    {
      postino_print_sentence (cli, "  --host %s", profile->host);
      postino_print_sentence (cli, "  --port %u", postino_smtp_profile_get_port (profile));
      postino_print_sentence (cli, "  --tls %s", postino_smtp_tls_to_nick (profile->tls));
    }
  postino_print_sentence (cli, "  --auth %s", profile->auth);
  if (profile->user != NULL)
    postino_print_sentence (cli, "  --user %s", profile->user);
  print_limit (cli, "--connections", profile->connections);
  print_limit (cli, "--per-connection", profile->per_connection);
  if (profile->per_second > 0)
    postino_print_sentence (cli, "  --per-second %g", profile->per_second);
  print_limit (cli, "--per-minute", profile->per_minute);
  print_limit (cli, "--per-hour", profile->per_hour);
  print_limit (cli, "--per-day", profile->per_day);
  print_limit (cli, "--per-month", profile->per_month);
}

int
postino_cli_server_guess (PostinoCli *cli,
                          int         argc,
                          char      **argv)
{
  g_autoptr (PostinoServerGuess) guess = NULL;
  g_autofree char *source = NULL;
  g_autofree char *notes = NULL;
  g_autoptr (GError) error = NULL;

  if (postino_cli_parse (NULL, 1, 1, &argc, &argv, &error))
    guess = guess_server (argv[1], &error);
  if (guess == NULL)
    return postino_cli_fail (error);
  if (cli->json)
    {
      print_json (guess);
      return POSTINO_EXIT_DONE;
    }
  source = postino_server_guess_describe_source (guess);
  notes = postino_provider_notes_describe (guess->notes);
  postino_print_sentence (cli, "%s", source);
  print_options (cli, guess->profile);
  if (*notes != '\0')
    postino_print_sentence (cli, "%s", notes);
  return POSTINO_EXIT_DONE;
}
