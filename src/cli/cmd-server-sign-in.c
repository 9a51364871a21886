/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl server sign-in: OAuth without a window. The address goes to the person, who opens it in
 * whatever browser runs on this computer; the browser comes back to a port of ours. */

#include "cli/cmd-server.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "bus/worker-proxy.h"
#include "campaign/server-account.h"
#include "campaign/server-credential.h"
#include "cli/cli-print.h"
#include "oauth/sign-in.h"
#include "store/change.h"
#include "workspace/secrets.h"

typedef struct {
  const char *name;
  PostinoServer *server;
  char *kept; /* what there is among the secrets */
  GMainLoop *loop;
  char *refresh_token;
  GError *error;
} Visit;

static gboolean
find_server (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  Visit *visit = data;

  visit->server = postino_servers_table_get_by_name (db, visit->name, error);
  return visit->server != NULL;
}

static gboolean
load_server (PostinoCli *cli,
             Visit      *visit,
             GError    **error)
{
  g_autofree char *secret = NULL;

  if (!postino_cli_read (cli, find_server, visit, error))
    return FALSE;
  if (strcmp (visit->server->profile->auth, "xoauth2") != 0)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("The server “%s” is not one with OAuth: set --auth xoauth2 first"), visit->name);
      return FALSE;
    }
  secret = postino_servers_table_build_secret_name (visit->server->id);
  return postino_secrets_lookup (cli->workspace, secret, &visit->kept, error);
}

static void
show_url (PostinoCli *cli,
          const char *url)
{
  JsonBuilder *line;

  if (cli->json)
    {
      line = postino_print_begin_object ();
      postino_print_add_text (line, "url", url);
      postino_print_line (line);
    }
  else
    {
      postino_print_sentence (cli, "%s", _("Open this address in a browser of this computer, and sign in there:"));
      postino_print_sentence (cli, "%s", url);
    }
  fflush (stdout);
}

static void
signed_in_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Visit *visit = user_data;

  visit->refresh_token = postino_sign_in_wait_finish (POSTINO_SIGN_IN (source), result, &visit->error);
  g_main_loop_quit (visit->loop);
}

static gboolean
visit_provider (PostinoCli *cli,
                Visit      *visit,
                GError    **error)
{
  const PostinoSmtpProfile *profile = visit->server->profile;
  g_autoptr (PostinoOauthClient) client = postino_server_credential_build_client (profile, visit->kept, error);
  g_autoptr (PostinoSignIn) sign_in = client != NULL ? postino_sign_in_new (client, profile->user, error) : NULL;

  if (sign_in == NULL)
    return FALSE;
  show_url (cli, postino_sign_in_get_url (sign_in));
  visit->loop = g_main_loop_new (NULL, FALSE);
  postino_sign_in_wait_async (sign_in, NULL, signed_in_cb, visit);
  g_main_loop_run (visit->loop);
  g_main_loop_unref (visit->loop);
  if (visit->error != NULL)
    g_propagate_error (error, g_steal_pointer (&visit->error));
  return visit->refresh_token != NULL;
}

/* Saving the server lets it go on, should it have been stopped. */
static gboolean
keep_sign_in (PostinoCli *cli,
              Visit      *visit,
              GError    **error)
{
  char *merged = postino_server_credential_merge (visit->kept, NULL, visit->refresh_token);
  gboolean in_file = FALSE;
  gboolean saved = postino_server_account_save (cli->workspace, &visit->server->id, visit->server->profile,
                                                merged, &in_file, error);

  postino_secrets_free (merged);
  if (saved && in_file)
    g_printerr ("%s\n", _("There is no keyring here: the sign-in was stored in a file of the workspace that only you can read."));
  return saved;
}

static void
print_outcome (PostinoCli  *cli,
               const Visit *visit)
{
  JsonBuilder *line;

  postino_print_sentence (cli, _("Signed in to the server “%s”"), visit->name);
  if (!cli->json)
    return;
  line = postino_print_begin_object ();
  postino_print_add_int (line, "server", visit->server->id);
  postino_print_add_text (line, "name", visit->name);
  postino_print_line (line);
}

static void
clear_visit (Visit *visit)
{
  g_clear_pointer (&visit->server, postino_server_free);
  postino_secrets_free (visit->kept);
  postino_secrets_free (visit->refresh_token);
}

int
postino_cli_server_sign_in (PostinoCli *cli,
                            int         argc,
                            char      **argv)
{
  Visit visit = { 0 };
  g_autoptr (GError) error = NULL;
  int status = POSTINO_EXIT_DONE;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error) || (visit.name = argv[1], FALSE)
      || !load_server (cli, &visit, &error) || !visit_provider (cli, &visit, &error)
      || !keep_sign_in (cli, &visit, &error))
    {
      status = postino_cli_fail (error);
    }
  else
    {
      postino_worker_proxy_nudge (cli->folder, POSTINO_TOPIC_SERVERS);
      print_outcome (cli, &visit);
    }
  clear_visit (&visit);
  return status;
}
