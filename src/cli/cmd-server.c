/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl server: SMTP accounts. Passwords never come as arguments and go to workspace/secrets
 * at once; a server whose password cannot be stored is not added.
 *
 * Setting changes what is named and nothing else, and lets a stopped server go on: whoever changes
 * it has looked. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "bus/worker-proxy.h"
#include "campaign/server-account.h"
#include "campaign/server-credential.h"
#include "campaign/server-sources.h"
#include "cli/cli-print.h"
#include "cli/cmd-server.h"
#include "net/sasl.h"
#include "smtp/smtp-probe.h"
#include "store/change.h"
#include "workspace/secrets.h"

/* What was said; NULL and the values below: nothing. */
enum { UNSAID = -1 };

typedef struct {
  const char *name;
  char *host;
  int port;
  char *tls;
  char *auth;
  char *user;
  char *password_variable;
  int password_fd;
  char *client_id;
  char *client_secret_variable;
  char *authorize_url;
  char *token_url;
  char *scope;
  char *ca_file;
  char *pin;
  gboolean trial;
  gboolean no_trial;
  gboolean direct;
  char **sources;
  gboolean verp;
  gboolean no_verp;
  gboolean plain_password;
  gboolean no_plain_password;
  int connections;
  int per_connection;
  double per_second;
  int per_minute;
  int per_hour;
  int per_day;
  int per_month;

  char *password;
  char *client_secret;
  PostinoServer *server;
  gint64 id;
} Wish;

static void
clear_wish (Wish *wish)
{
  g_free (wish->host);
  g_free (wish->tls);
  g_free (wish->auth);
  g_free (wish->user);
  g_free (wish->password_variable);
  g_free (wish->client_id);
  g_free (wish->client_secret_variable);
  g_free (wish->authorize_url);
  g_free (wish->token_url);
  g_free (wish->scope);
  g_free (wish->ca_file);
  g_free (wish->pin);
  g_strfreev (wish->sources);
  postino_secrets_free (wish->password);
  postino_secrets_free (wish->client_secret);
  g_clear_pointer (&wish->server, postino_server_free);
}

static gboolean
parse_wish (Wish    *wish,
            int     *argc,
            char  ***argv,
            GError **error)
{
  const GOptionEntry entries[] = {
    { "host", 0, 0, G_OPTION_ARG_STRING, &wish->host, NULL, NULL },
    { "port", 0, 0, G_OPTION_ARG_INT, &wish->port, NULL, NULL },
    { "tls", 0, 0, G_OPTION_ARG_STRING, &wish->tls, NULL, NULL },
    { "auth", 0, 0, G_OPTION_ARG_STRING, &wish->auth, NULL, NULL },
    { "user", 0, 0, G_OPTION_ARG_STRING, &wish->user, NULL, NULL },
    { "password-env", 0, 0, G_OPTION_ARG_STRING, &wish->password_variable, NULL, NULL },
    { "password-fd", 0, 0, G_OPTION_ARG_INT, &wish->password_fd, NULL, NULL },
    { "client-id", 0, 0, G_OPTION_ARG_STRING, &wish->client_id, NULL, NULL },
    { "client-secret-env", 0, 0, G_OPTION_ARG_STRING, &wish->client_secret_variable, NULL, NULL },
    { "authorize-url", 0, 0, G_OPTION_ARG_STRING, &wish->authorize_url, NULL, NULL },
    { "token-url", 0, 0, G_OPTION_ARG_STRING, &wish->token_url, NULL, NULL },
    { "scope", 0, 0, G_OPTION_ARG_STRING, &wish->scope, NULL, NULL },
    { "ca", 0, 0, G_OPTION_ARG_FILENAME, &wish->ca_file, NULL, NULL },
    { "pin", 0, 0, G_OPTION_ARG_STRING, &wish->pin, NULL, NULL },
    { "trial", 0, 0, G_OPTION_ARG_NONE, &wish->trial, NULL, NULL },
    { "no-trial", 0, 0, G_OPTION_ARG_NONE, &wish->no_trial, NULL, NULL },
    { "direct", 0, 0, G_OPTION_ARG_NONE, &wish->direct, NULL, NULL },
    { "source", 0, 0, G_OPTION_ARG_STRING_ARRAY, &wish->sources, NULL, NULL },
    { "verp", 0, 0, G_OPTION_ARG_NONE, &wish->verp, NULL, NULL },
    { "no-verp", 0, 0, G_OPTION_ARG_NONE, &wish->no_verp, NULL, NULL },
    { "plain-password", 0, 0, G_OPTION_ARG_NONE, &wish->plain_password, NULL, NULL },
    { "no-plain-password", 0, 0, G_OPTION_ARG_NONE, &wish->no_plain_password, NULL, NULL },
    { "connections", 0, 0, G_OPTION_ARG_INT, &wish->connections, NULL, NULL },
    { "per-connection", 0, 0, G_OPTION_ARG_INT, &wish->per_connection, NULL, NULL },
    { "per-second", 0, 0, G_OPTION_ARG_DOUBLE, &wish->per_second, NULL, NULL },
    { "per-minute", 0, 0, G_OPTION_ARG_INT, &wish->per_minute, NULL, NULL },
    { "per-hour", 0, 0, G_OPTION_ARG_INT, &wish->per_hour, NULL, NULL },
    { "per-day", 0, 0, G_OPTION_ARG_INT, &wish->per_day, NULL, NULL },
    { "per-month", 0, 0, G_OPTION_ARG_INT, &wish->per_month, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };

  *wish = (Wish) { .port = UNSAID, .password_fd = UNSAID, .connections = UNSAID,
                   .per_connection = UNSAID, .per_second = UNSAID, .per_minute = UNSAID,
                   .per_hour = UNSAID, .per_day = UNSAID, .per_month = UNSAID };
  if (!postino_cli_parse (entries, 1, 1, argc, argv, error))
    return FALSE;
  wish->name = (*argv)[1];
  return postino_cli_read_secret (wish->password_variable, wish->password_fd, &wish->password,
                                  error)
         && postino_cli_read_secret (wish->client_secret_variable, UNSAID, &wish->client_secret,
                                     error);
}

/* ---- from what was said to a profile ---- */

static gboolean
is_this_machine (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return g_ascii_strcasecmp (host, "localhost") == 0
         || (address != NULL && g_inet_address_get_is_loopback (address));
}

static gboolean
apply_tls (const Wish         *wish,
           PostinoSmtpProfile *profile,
           GError            **error)
{
  gboolean usual_port = profile->port == 0 || profile->port == postino_smtp_tls_default_port (profile->tls);

  if (wish->tls != NULL && !postino_smtp_tls_from_nick (wish->tls, &profile->tls))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("--tls is none, starttls or tls, not “%s”"), wish->tls);
      return FALSE;
    }
  if (wish->port == 0 || wish->port < UNSAID || wish->port > G_MAXUINT16)
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                           _("--port is between 1 and 65535"));
      return FALSE;
    }
  if (wish->port != UNSAID)
    profile->port = (guint) wish->port;
  else if (usual_port)
    profile->port = 0;
  return TRUE;
}

static gboolean
apply_auth (const Wish         *wish,
            PostinoSmtpProfile *profile,
            GError            **error)
{
  if (wish->auth == NULL)
    return TRUE;
  if (strcmp (wish->auth, "none") != 0 && !postino_sasl_is_nick (wish->auth))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("--auth is none, auto, plain, login, cram-md5, scram-sha-256 or xoauth2, not “%s”"),
                   wish->auth);
      return FALSE;
    }
  g_free (profile->auth);
  profile->auth = g_strdup (wish->auth);
  return TRUE;
}

/* Insisting ends with the encryption that comes: it is not to be there again by itself when that goes. */
static gboolean
apply_plain_password (const Wish         *wish,
                      PostinoSmtpProfile *profile,
                      GError            **error)
{
  if (wish->plain_password && profile->tls != POSTINO_SMTP_TLS_NONE)
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                           _("--plain-password goes with --tls none"));
      return FALSE;
    }
  if (wish->plain_password || wish->no_plain_password || profile->tls != POSTINO_SMTP_TLS_NONE)
    profile->plain_password = wish->plain_password;
  return TRUE;
}

/* Text that was said replaces what is there; empty text clears it. */
static void
replace (char      **present,
         const char *said)
{
  if (said == NULL)
    return;
  g_free (*present);
  *present = *said != '\0' ? g_strdup (said) : NULL;
}

/* The worker has another working directory. */
static gboolean
apply_ca_file (const Wish         *wish,
               PostinoSmtpProfile *profile,
               GError            **error)
{
  g_autofree char *path = NULL;

  if (wish->ca_file == NULL)
    return TRUE;
  if (*wish->ca_file != '\0')
    {
      path = g_canonicalize_filename (wish->ca_file, NULL);
      if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
        {
          g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                       _("“%s” is no file with certificates"), wish->ca_file);
          return FALSE;
        }
    }
  replace (&profile->ca_file, path != NULL ? path : "");
  return TRUE;
}

/* 0 lifts it. */
static gboolean
apply_limit (const char *option,
             int         said,
             guint      *limit,
             GError    **error)
{
  if (said == UNSAID)
    return TRUE;
  if (said < 0)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE, _("%s is a number of messages; 0 is no limit"), option);
      return FALSE;
    }
  *limit = (guint) said;
  return TRUE;
}

static gboolean
apply_limits (const Wish         *wish,
              PostinoSmtpProfile *profile,
              GError            **error)
{
  if (wish->connections != UNSAID)
    {
      if (wish->connections < 1 || wish->connections > POSTINO_SMTP_CONNECTIONS_MAX)
        {
          g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                       _("--connections is between 1 and %d"),
                       POSTINO_SMTP_CONNECTIONS_MAX);
          return FALSE;
        }
      profile->connections = (guint) wish->connections;
    }
  if (wish->per_second != UNSAID)
    profile->per_second = wish->per_second;
  return apply_limit ("--per-connection", wish->per_connection, &profile->per_connection, error)
         && apply_limit ("--per-minute", wish->per_minute, &profile->per_minute, error)
         && apply_limit ("--per-hour", wish->per_hour, &profile->per_hour, error)
         && apply_limit ("--per-day", wish->per_day, &profile->per_day, error)
         && apply_limit ("--per-month", wish->per_month, &profile->per_month, error);
}

/* A single empty address takes them all away. */
static gboolean
apply_sources (const Wish         *wish,
               PostinoSmtpProfile *profile,
               GError            **error)
{
  return wish->sources == NULL || postino_server_sources_take (profile, (const char *const *) wish->sources, error);
}

/* What makes no sense is wrong usage here: it was typed just now. */
static gboolean
validate (const Wish               *wish,
          const PostinoSmtpProfile *profile,
          GError                  **error)
{
  g_autoptr (GError) fault = NULL;

  if (!postino_smtp_profile_validate (profile, &fault) || !postino_server_credential_check (profile, &fault))
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_USAGE, fault->message);
      return FALSE;
    }
  if (wish->password != NULL && !postino_smtp_profile_has_auth (profile))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("The server “%s” has a password, but no --user to sign in as"), profile->name);
      return FALSE;
    }
  if (wish->client_secret != NULL && (wish->password != NULL || profile->client_id == NULL))
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                           _("A client secret goes with a --client-id, and without a password"));
      return FALSE;
    }
  return TRUE;
}

static gboolean
apply_wish (const Wish         *wish,
            PostinoSmtpProfile *profile,
            GError            **error)
{
  if (wish->host != NULL)
    {
      g_free (profile->host);
      profile->host = g_strdup (wish->host);
    }
  if (!apply_sources (wish, profile, error) || !apply_tls (wish, profile, error) || !apply_plain_password (wish, profile, error)
      || !apply_auth (wish, profile, error)
      || !apply_ca_file (wish, profile, error) || !apply_limits (wish, profile, error))
    return FALSE;
  replace (&profile->user, wish->user);
  replace (&profile->client_id, wish->client_id);
  replace (&profile->authorize_url, wish->authorize_url);
  replace (&profile->token_url, wish->token_url);
  replace (&profile->scope, wish->scope);
  replace (&profile->pin, wish->pin);
  if (wish->trial || wish->no_trial)
    profile->is_trial = wish->trial;
  if (wish->verp || wish->no_verp)
    profile->verp = wish->verp;
  return validate (wish, profile, error);
}

/* ---- add, set, remove ---- */

/* The server of that name, but not the built-in one. */
static gboolean
find_own (PostinoDb *db,
          Wish      *wish,
          GError   **error)
{
  wish->server = postino_servers_table_get_by_name (db, wish->name, error);
  if (wish->server == NULL)
    return FALSE;
  wish->id = wish->server->id;
  if (wish->server->is_sandbox)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                 _("The server “%s” is built in and stays as it is"),
                 wish->name);
  return !wish->server->is_sandbox;
}

static gboolean
look_up_own (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  return find_own (db, data, error);
}

/* It is kept where a password is, beside the sign-in there may be. */
static gboolean
add_client_secret (PostinoCli *cli,
                   Wish       *wish,
                   GError    **error)
{
  g_autofree char *name = postino_servers_table_build_secret_name (wish->id);
  char *kept = NULL;

  if (wish->client_secret == NULL)
    return TRUE;
  if (wish->id != 0 && !postino_secrets_lookup (cli->workspace, name, &kept, error))
    return FALSE;
  wish->password = postino_server_credential_merge (kept, wish->client_secret, NULL);
  postino_secrets_free (kept);
  return TRUE;
}

/* As a new one, or in the place of wish->id. */
static gboolean
save_server (PostinoCli               *cli,
             Wish                     *wish,
             const PostinoSmtpProfile *profile,
             GError                  **error)
{
  gboolean in_file = FALSE;

  if (!postino_cli_open (cli, error) || !add_client_secret (cli, wish, error)
      || !postino_server_account_save (cli->workspace, &wish->id, profile, wish->password, &in_file,
                                       error))
    return FALSE;
  if (in_file)
    g_printerr ("%s\n",
                _("There is no keyring here: the password was stored in a file of the workspace that only you "
                          "can read."));
  return TRUE;
}

static void
print_id (PostinoCli *cli,
          const Wish *wish)
{
  JsonBuilder *line;

  if (!cli->json)
    return;
  line = postino_print_begin_object ();
  postino_print_add_int (line, "server", wish->id);
  postino_print_add_text (line, "name", wish->name);
  postino_print_line (line);
}

static gboolean
add_server (PostinoCli *cli,
            Wish       *wish,
            GError    **error)
{
  g_autoptr (PostinoSmtpProfile) profile = NULL;

  if (wish->host == NULL && !wish->direct)
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_USAGE, _("A server needs a --host, or --direct"));
      return FALSE;
    }
  profile = postino_smtp_profile_new (wish->name, wish->host != NULL ? wish->host : "");
  if (wish->direct)
    postino_smtp_profile_set_direct (profile);
  else if (is_this_machine (wish->host))
    profile->tls = POSTINO_SMTP_TLS_NONE;
  return apply_wish (wish, profile, error) && save_server (cli, wish, profile, error);
}

static gboolean
change_server (PostinoCli *cli,
               Wish       *wish,
               GError    **error)
{
  return postino_cli_read (cli, look_up_own, wish, error)
         && apply_wish (wish, wish->server->profile, error)
         && save_server (cli, wish, wish->server->profile, error);
}

static int
run_add (PostinoCli *cli,
         int         argc,
         char      **argv)
{
  Wish wish;
  g_autoptr (GError) error = NULL;
  int status = POSTINO_EXIT_DONE;

  if (!parse_wish (&wish, &argc, &argv, &error) || !add_server (cli, &wish, &error))
    {
      status = postino_cli_fail (error);
    }
  else
    {
      postino_print_sentence (cli,
                              _("The server “%s” is added. To see whether it works: postinoctl server test %s"),
                              wish.name, wish.name);
      print_id (cli, &wish);
    }
  clear_wish (&wish);
  return status;
}

static int
run_set (PostinoCli *cli,
         int         argc,
         char      **argv)
{
  Wish wish;
  g_autoptr (GError) error = NULL;
  int status = POSTINO_EXIT_DONE;

  if (!parse_wish (&wish, &argc, &argv, &error)
      || !change_server (cli, &wish, &error))
    {
      status = postino_cli_fail (error);
    }
  else
    {
      postino_worker_proxy_nudge (cli->folder, POSTINO_TOPIC_SERVERS);
      postino_print_sentence (cli, _("The server “%s” is changed"), wish.name);
      print_id (cli, &wish);
    }
  clear_wish (&wish);
  return status;
}

static int
run_remove (PostinoCli *cli,
            int         argc,
            char      **argv)
{
  Wish wish = { 0 };
  g_autoptr (GError) error = NULL;
  int status = POSTINO_EXIT_DONE;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error) || (wish.name = argv[1], FALSE)
      || !postino_cli_read (cli, look_up_own, &wish, &error)
      || !postino_server_account_remove (cli->workspace, wish.id, &error))
    {
      status = postino_cli_fail (error);
    }
  else
    {
      postino_worker_proxy_nudge (cli->folder, POSTINO_TOPIC_SERVERS);
      postino_print_sentence (cli, _("The server “%s” is removed, and its password with it"),
                              wish.name);
      print_id (cli, &wish);
    }
  clear_wish (&wish);
  return status;
}

/* ---- list ---- */

static gboolean
read_servers (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  GPtrArray **servers = data;

  *servers = postino_servers_table_list (db, error);
  return *servers != NULL;
}

static void
print_server_json (const PostinoServer *server)
{
  const PostinoSmtpProfile *profile = server->profile;
  g_autofree char *sources = profile->sources != NULL ? g_strjoinv (" ", profile->sources) : NULL;
  JsonBuilder *line = postino_print_begin_object ();

  postino_print_add_int (line, "id", server->id);
  postino_print_add_text (line, "name", profile->name);
  postino_print_add_text (line, "host", profile->host);
  postino_print_add_int (line, "port", postino_smtp_profile_get_port (profile));
  postino_print_add_text (line, "tls", postino_smtp_tls_to_nick (profile->tls));
  postino_print_add_text (line, "auth", profile->auth);
  postino_print_add_text (line, "user", profile->user);
  postino_print_add_text (line, "client_id", profile->client_id);
  postino_print_add_text (line, "ca", profile->ca_file);
  postino_print_add_text (line, "pin", profile->pin);
  postino_print_add_bool (line, "trial", profile->is_trial);
  postino_print_add_bool (line, "verp", profile->verp);
  postino_print_add_bool (line, "plain_password", profile->plain_password);
  postino_print_add_bool (line, "direct", profile->is_direct);
  postino_print_add_text (line, "sources", sources);
  postino_print_add_bool (line, "sandbox", server->is_sandbox);
  postino_print_add_int (line, "connections", profile->connections);
  postino_print_add_int (line, "per_connection", profile->per_connection);
  postino_print_add_double (line, "per_second", profile->per_second);
  postino_print_add_int (line, "per_minute", profile->per_minute);
  postino_print_add_int (line, "per_hour", profile->per_hour);
  postino_print_add_int (line, "per_day", profile->per_day);
  postino_print_add_int (line, "per_month", profile->per_month);
  postino_print_add_text (line, "stopped", server->stopped_why);
  postino_print_line (line);
}

static void
print_server (const PostinoServer *server)
{
  static const int widths[] = { 20, 36, 10, 0 };
  const PostinoSmtpProfile *profile = server->profile;
  g_autofree char *place = postino_smtp_profile_build_place (profile);
  const char *note = server->is_sandbox ? _("keeps messages, sends none") : profile->is_trial ? _("for trials") : "";

  postino_print_row (widths, (const char *[]) { profile->name, place,
                                                postino_smtp_tls_to_nick (profile->tls),
                                                server->stopped_why != NULL ? server->stopped_why : note, NULL });
}

static int
run_list (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  g_autoptr (GPtrArray) servers = NULL;
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (NULL, 0, 0, &argc, &argv, &error)
      || !postino_cli_read (cli, read_servers, &servers, &error))
    return postino_cli_fail (error);
  for (guint i = 0; i < servers->len; i++)
    {
      if (cli->json)
        print_server_json (servers->pdata[i]);
      else
        print_server (servers->pdata[i]);
    }
  return POSTINO_EXIT_DONE;
}

/* ---- test ---- */

static gboolean
find_server (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  Wish *wish = data;

  wish->server = postino_servers_table_get_by_name (db, wish->name, error);
  return wish->server != NULL;
}

static gboolean
let_go_on (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  return postino_servers_table_set_stopped (db, ((Wish *) data)->server->id, NULL, error);
}

/* As a campaign would: what to sign in with is asked for first. */
static void
probe_server (PostinoCli       *cli,
              const Wish       *wish,
              PostinoSmtpProbe *probe)
{
  g_autoptr (PostinoServerCredential) credential
    = postino_server_credential_new (cli->workspace, wish->server->id, wish->server->profile, NULL);
  g_autoptr (GError) error = NULL;
  char *secret = NULL;

  if (postino_server_credential_ask (credential, NULL, &secret, &error))
    postino_smtp_probe_run (probe, wish->server->profile, secret, NULL);
  else
    *probe = (PostinoSmtpProbe) { FALSE, error->code, g_strdup (error->message) };
  postino_secrets_free (secret);
}

static int
test_server (PostinoCli *cli,
             Wish       *wish)
{
  g_auto (PostinoSmtpProbe) probe = { 0 };
  g_autoptr (GError) error = NULL;
  JsonBuilder *line;

  probe_server (cli, wish, &probe);
  if (probe.ok && wish->server->stopped_why != NULL)
    {
      if (!postino_cli_write (cli, let_go_on, wish, &error))
        return postino_cli_fail (error);
      postino_worker_proxy_nudge (cli->folder, POSTINO_TOPIC_SERVERS);
    }
  if (cli->json)
    {
      line = postino_print_begin_object ();
      postino_print_add_bool (line, "ok", probe.ok);
      postino_print_add_text (line, "message", probe.message);
      postino_print_line (line);
    }
  else if (probe.ok)
    {
      postino_print_sentence (cli, "%s", probe.message);
    }
  else
    {
      g_printerr ("%s\n", probe.message);
    }
  return probe.ok ? POSTINO_EXIT_DONE : POSTINO_EXIT_FAILED;
}

static int
run_test (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  Wish wish = { 0 };
  g_autoptr (GError) error = NULL;
  int status;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error) || (wish.name = argv[1], FALSE)
      || !postino_cli_read (cli, find_server, &wish, &error))
    status = postino_cli_fail (error);
  else
    status = test_server (cli, &wish);
  clear_wish (&wish);
  return status;
}

#define OPTIONS                                                                                                        \
  "[--port P] [--tls none|starttls|tls] [--auth auto|none|plain|login|cram-md5|scram-sha-256|xoauth2] [--user U] "       \
  "[--password-env VAR|--password-fd N] [--client-id ID] [--client-secret-env VAR] [--authorize-url U] [--token-url U] " \
  "[--scope S] [--source ADDR]… [--ca FILE] [--pin SHA256] [--trial] [--verp] [--plain-password] [--connections N] [--per-connection N] [--per-second N] "            \
  "[--per-minute N] [--per-hour N] [--per-day N] [--per-month N]"

static const PostinoVerb verbs[] = {
  { "add", "NAME --host H|--direct [--host H] " OPTIONS, N_("Add an SMTP account"), run_add },
  { "set", "NAME [--host H] [--no-trial] [--no-verp] [--no-plain-password] " OPTIONS, N_("Change what is named, nothing else"),
    run_set },
  { "list", "", N_("All servers"), run_list },
  { "test", "NAME", N_("Connect and sign in, without sending anything"), run_test },
  { "guess", "ADDRESS", N_("Which server the owner of an address sends through"),
    postino_cli_server_guess },
  { "sign-in", "NAME", N_("Sign in with OAuth: prints the address to open in a browser, and waits"),
    postino_cli_server_sign_in },
  { "transcript", "NAME", N_("What was said with a server lately, without passwords and messages"), postino_cli_server_transcript },
  { "remove", "NAME", N_("Remove a server and its password"), run_remove },
  { NULL }
};

const PostinoNoun postino_noun_server = { "server",
                                          N_("The SMTP accounts that messages leave through"), verbs };
