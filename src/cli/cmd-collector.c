/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl collector: where the links of messages lead. The rule for what nobody set is
 * campaign/link-base's.
 *
 * Harvesting and publishing belong to one process. Where a worker runs they are its work, every
 * second; here they are done under its lock, for a workspace without one. */

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "bus/worker-proxy.h"
#include "campaign/campaigns-table.h"
#include "campaign/link-base.h"
#include "cli/cli-print.h"
#include "harvest/harvest.h"
#include "harvest/publish.h"
#include "store/change.h"
#include "workspace/secrets.h"
#include "workspace/settings-table.h"

typedef struct {
  char *url;  /* NULL: the default */
  char *port; /* of the local one; NULL: it never ran */
} Place;

/* ---- set ---- */

static gboolean
is_loopback_url (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return strcmp (host, "localhost") == 0
         || (address != NULL && g_inet_address_get_is_loopback (address));
}

/* "https://mail.example.org", without a slash at the end; yours. Without TLS only for trying out on
 * this machine. */
static char *
clean_url (const char *typed,
           GError    **error)
{
  g_autoptr (GUri) uri = g_uri_parse (typed, G_URI_FLAGS_NONE, NULL);
  gboolean usable = uri != NULL && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0'
                    && g_uri_get_query (uri) == NULL && g_uri_get_fragment (uri) == NULL
                    && g_uri_get_userinfo (uri) == NULL;
  char *url;

  if (usable)
    usable = strcmp (g_uri_get_scheme (uri), "https") == 0
             || (strcmp (g_uri_get_scheme (uri), "http") == 0 && is_loopback_url (uri));
  if (!usable)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("“%s” cannot be the address of a collector: it is “local”, “none”, or begins with https://"), typed);
      return NULL;
    }
  url = g_uri_to_string (uri);
  while (g_str_has_suffix (url, "/"))
    url[strlen (url) - 1] = '\0';
  return url;
}

static gboolean
write_url (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  return postino_settings_table_set (db, POSTINO_SETTING_COLLECTOR_URL, data, error);
}

static gboolean
store_key (PostinoCli *cli,
           const char *key,
           GError    **error)
{
  gboolean in_file = FALSE;

  if (key == NULL)
    return postino_secrets_forget (cli->workspace, POSTINO_SECRET_COLLECTOR_KEY, error);
  if (!postino_secrets_store (cli->workspace, POSTINO_SECRET_COLLECTOR_KEY, key, &in_file, error))
    return FALSE;
  if (in_file)
    g_printerr ("%s\n",
                _("There is no keyring here: the key was stored in a file of the workspace that only you can "
                          "read."));
  return TRUE;
}

/* A public address needs a key; the words "local" and "none" have none. */
static gboolean
check_set (const char *typed,
           const char *key,
           char      **url,
           GError    **error)
{
  gboolean is_word = g_strcmp0 (typed, "local") == 0 || g_strcmp0 (typed, "none") == 0;

  if (typed == NULL)
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                           _("Say which: --url https://…, local or none"));
      return FALSE;
    }
  *url = is_word ? g_strdup (typed) : clean_url (typed, error);
  if (*url == NULL)
    return FALSE;
  if (is_word == (key == NULL))
    return TRUE;
  g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                       is_word ? _("Only the address of a collector of your own goes with --key-env")
                               : _("A collector of your own needs its key: --key-env VARIABLE"));
  return FALSE;
}

static void
print_place (const Place *place,
             gboolean     has_key)
{
  const char *mode = place->url == NULL ? "default" : strstr (place->url,
                                                              "://") != NULL ? "public" : place->url;
  JsonBuilder *line = postino_print_begin_object ();

  postino_print_add_text (line, "mode", mode);
  postino_print_add_text (line, "url", place->url != NULL
                          && strstr (place->url, "://") != NULL ? place->url : NULL);
  postino_print_add_bool (line, "key", has_key);
  if (place->port != NULL)
    postino_print_add_int (line, "port", g_ascii_strtoll (place->port, NULL, 10));
  else
    postino_print_add_text (line, "port", NULL);
  postino_print_line (line);
}

static void
say_place (PostinoCli  *cli,
           const Place *place,
           gboolean     has_key)
{
  if (cli->json)
    print_place (place, has_key);
  else if (place->url == NULL)
    postino_print_sentence (cli, "%s",
                            _("No collector is set: trials use the one inside the worker, real messages none"));
  else if (strcmp (place->url, "none") == 0)
    postino_print_sentence (cli, "%s",
                            _("Links lead straight to their pages: no opens and clicks are counted"));
  else if (strcmp (place->url, "local") == 0)
    postino_print_sentence (cli, "%s",
                            _("Links lead to the collector inside the worker, which only this computer "
                                         "reaches: it is for trials"));
  else
    postino_print_sentence (cli,
                            has_key ? _("Links lead to “%s”") : _("Links lead to “%s”, but its key is missing"),
                            place->url);
}

static int
run_set (PostinoCli *cli,
         int         argc,
         char      **argv)
{
  g_autofree char *typed = NULL;
  g_autofree char *variable = NULL;
  const GOptionEntry entries[] = {
    { "url", 0, 0, G_OPTION_ARG_STRING, &typed, NULL, NULL },
    { "key-env", 0, 0, G_OPTION_ARG_STRING, &variable, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;
  char *key = NULL;
  int status = POSTINO_EXIT_DONE;

  if (!postino_cli_parse (entries, 0, 0, &argc, &argv, &error)
      || !postino_cli_read_secret (variable, -1, &key, &error) || !check_set (typed, key, &url,
                                                                              &error)
      || !postino_cli_open (cli, &error) || !store_key (cli, key, &error)
      || !postino_cli_write (cli, write_url, url, &error))
    {
      status = postino_cli_fail (error);
    }
  else
    {
      const Place place = { url, NULL };

      postino_worker_proxy_nudge (cli->folder, POSTINO_TOPIC_SETTINGS);
      say_place (cli, &place, key != NULL);
    }
  postino_secrets_free (key);
  return status;
}

/* ---- status ---- */

static gboolean
read_place (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  Place *place = data;

  return postino_settings_table_dup (db, POSTINO_SETTING_COLLECTOR_URL, &place->url, error)
         && postino_settings_table_dup (db, POSTINO_SETTING_COLLECTOR_PORT, &place->port, error);
}

static int
run_status (PostinoCli *cli,
            int         argc,
            char      **argv)
{
  Place place = { 0 };
  char *key = NULL;
  g_autoptr (GError) error = NULL;
  int status = POSTINO_EXIT_DONE;

  if (!postino_cli_parse (NULL, 0, 0, &argc, &argv, &error)
      || !postino_cli_read (cli, read_place, &place, &error)
      || !postino_secrets_lookup (cli->workspace, POSTINO_SECRET_COLLECTOR_KEY, &key, &error))
    status = postino_cli_fail (error);
  else
    say_place (cli, &place, key != NULL);
  postino_secrets_free (key);
  g_free (place.url);
  g_free (place.port);
  return status;
}

/* ---- test ---- */

static gboolean
ping (PostinoCli *cli,
      GError    **error)
{
  g_autoptr (PostinoCollectorClient) client = NULL;

  if (!postino_harvest_open_client (cli->workspace, &client, error))
    return FALSE;
  if (client == NULL)
    g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND,
                         _("No collector of your own is set: postinoctl collector set --url https://… --key-env V"));
  return client != NULL && postino_collector_client_ping (client, error);
}

static int
run_test (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  g_autoptr (GError) error = NULL;
  gboolean ok;
  JsonBuilder *line;

  if (!postino_cli_parse (NULL, 0, 0, &argc, &argv, &error) || !postino_cli_open (cli, &error))
    return postino_cli_fail (error);
  ok = ping (cli, &error);
  if (cli->json)
    {
      line = postino_print_begin_object ();
      postino_print_add_bool (line, "ok", ok);
      postino_print_add_text (line, "message",
                              ok ? _("The collector answers, and knows the key") : error->message);
      postino_print_line (line);
      return ok ? POSTINO_EXIT_DONE : POSTINO_EXIT_FAILED;
    }
  if (!ok)
    return postino_cli_fail (error);
  postino_print_sentence (cli, "%s", _("The collector answers, and knows the key"));
  return POSTINO_EXIT_DONE;
}

/* ---- harvest and publish ---- */

/* The spool of the local collector, for as long as no worker has it; NULL with a sentence. */
static PostinoSpool *
open_spool (PostinoCli *cli,
            GError    **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char *path = NULL;
  GBytes *key;

  if (!postino_cli_open (cli, error) || !postino_workspace_lock_worker (cli->workspace, error)
      || (key = postino_secrets_get_token_key (cli->workspace, error)) == NULL)
    return NULL;
  g_ptr_array_add (keys, key);
  path = postino_workspace_build_path (cli->workspace, "spool.db");
  return postino_spool_open (path, keys, error);
}

static int
run_harvest (PostinoCli *cli,
             int         argc,
             char      **argv)
{
  g_autoptr (PostinoSpool) spool = NULL;
  g_autoptr (GError) error = NULL;
  JsonBuilder *line;

  if (!postino_cli_parse (NULL, 0, 0, &argc, &argv, &error)
      || (spool = open_spool (cli, &error)) == NULL
      || !postino_harvest_run (cli->workspace, spool, &error)
      || !postino_harvest_run_public (cli->workspace, 0, &error))
    return postino_cli_fail (error);
  if (cli->json)
    {
      line = postino_print_begin_object ();
      postino_print_add_bool (line, "harvested", TRUE);
      postino_print_line (line);
    }
  postino_print_sentence (cli, "%s", _("What the collector saw is taken over"));
  return POSTINO_EXIT_DONE;
}

typedef struct {
  gint64 id;
  PostinoCampaign *campaign;
} Publication;

static gboolean
read_campaign (PostinoDb *db,
               gpointer   data,
               GError   **error)
{
  Publication *publication = data;

  g_clear_pointer (&publication->campaign, postino_campaign_free);
  publication->campaign = postino_campaigns_table_get (db, publication->id, error);
  return publication->campaign != NULL;
}

/* All that wait are published; what became of this one is what is told. */
static gboolean
publish (PostinoCli  *cli,
         Publication *publication,
         GError     **error)
{
  g_autoptr (PostinoSpool) spool = NULL;

  if (!postino_cli_read (cli, read_campaign, publication, error))
    return FALSE;
  if (publication->campaign->published_us != 0)
    return TRUE;
  spool = open_spool (cli, error);
  if (spool == NULL || !postino_publish_run (cli->workspace, spool, error)
      || !postino_cli_read (cli, read_campaign, publication, error))
    return FALSE;
  if (publication->campaign->published_us == 0)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                 _("Campaign %" PRId64 " has no links that lead to a collector: it was not launched, or counts "
                   "nothing"),
                 publication->id);
  return publication->campaign->published_us != 0;
}

static int
run_publish (PostinoCli *cli,
             int         argc,
             char      **argv)
{
  Publication publication = { 0 };
  g_autoptr (GError) error = NULL;
  int status = POSTINO_EXIT_DONE;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error)
      || !postino_cli_parse_id (argv[1], &publication.id, &error)
      || !publish (cli, &publication, &error))
    {
      status = postino_cli_fail (error);
    }
  else if (cli->json)
    {
      JsonBuilder *line = postino_print_begin_object ();

      postino_print_add_int (line, "campaign", publication.id);
      postino_print_add_bool (line, "published", TRUE);
      postino_print_line (line);
    }
  else
    {
      postino_print_sentence (cli, _("The collector knows the links of campaign %" PRId64),
                              publication.id);
    }
  g_clear_pointer (&publication.campaign, postino_campaign_free);
  return status;
}

static const PostinoVerb verbs[] = {
  { "set", "--url https://… --key-env V | --url local|none", N_("Say where links lead"), run_set },
  { "status", "", N_("Where links lead"), run_status },
  { "test", "", N_("Whether your own collector answers"), run_test },
  { "publish", "CAMPAIGN", N_("Tell it the links of a launched campaign, where no worker runs"),
    run_publish },
  { "harvest", "", N_("Take over what it saw, where no worker runs"), run_harvest },
  { NULL }
};

const PostinoNoun postino_noun_collector = { "collector",
                                             N_("Where opens, clicks and unsubscribes arrive"), verbs };
