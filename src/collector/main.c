/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postino-collector — the public HTTP face of a workspace, on a server of the user's.
 *
 *   postino-collector --data DIR [--listen ADDR:PORT] [--config FILE]
 *
 * Listens on loopback unless told otherwise: a reverse proxy with a certificate stands in front of
 * it. DIR holds all it has: `spool.db` (what it saw until the workspace took it over, where links
 * lead) and `key` (0600, made at the first run), which the workspace shows to be let in. It never
 * holds a list of people.
 *
 * FILE is a key file whose group [collector] may say `data` and `listen`; the command line goes
 * before it.
 *
 * SIGTERM and SIGINT: no more connections are taken, what was asked is answered, what was gathered
 * is written. */

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/random.h"
#include "collect/collector.h"

#define DEFAULT_LISTEN "127.0.0.1:8480"
#define CONFIG_GROUP "collector"

enum {
  KEY_BYTES = 32,
  MIN_KEY_LENGTH = 16,
  EXIT_USAGE = 2,
};

typedef struct {
  char *data;
  char *listen;
  char *config;
  gboolean version;
} Options;

static void
clear_options (Options *options)
{
  g_free (options->data);
  g_free (options->listen);
  g_free (options->config);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, clear_options)

static gboolean
fail_usage (GError    **error,
            const char *sentence)
{
  g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_USAGE, sentence);
  return FALSE;
}

static gboolean
read_config (Options *options,
             GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (options->config == NULL)
    return TRUE;
  if (!g_key_file_load_from_file (file, options->config, G_KEY_FILE_NONE, error))
    {
      g_prefix_error (error, _("“%s” cannot be read: "), options->config);
      return FALSE;
    }
  if (options->data == NULL)
    options->data = g_key_file_get_string (file, CONFIG_GROUP, "data", NULL);
  if (options->listen == NULL)
    options->listen = g_key_file_get_string (file, CONFIG_GROUP, "listen", NULL);
  return TRUE;
}

static gboolean
parse_options (int     *argc,
               char  ***argv,
               Options *options,
               GError **error)
{
  g_autofree char *where = g_strdup_printf (_("Where to listen (%s)"), DEFAULT_LISTEN);
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &options->data, N_("Folder of spool and key"),
      N_("DIR") },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &options->listen, where, N_("ADDR:PORT") },
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &options->config,
      N_("Read data and listen from a file"), N_("FILE") },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, N_("Show the version"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context,
                                _("Opens, clicks and unsubscribes of a Postino workspace, behind a web server."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (options->version)
    return TRUE;
  if (*argc > 1)
    return fail_usage (error,
                       _("There is something on the command line that is no option; see --help."));
  if (!read_config (options, error))
    return FALSE;
  if (options->data == NULL)
    return fail_usage (error, _("Say with --data where the collector keeps its files."));
  if (options->listen == NULL)
    options->listen = g_strdup (DEFAULT_LISTEN);
  return TRUE;
}

/* "127.0.0.1:8480", "[::1]:8480". */
static gboolean
parse_listen (const char *listen,
              char      **address,
              guint      *port,
              GError    **error)
{
  const char *colon = strrchr (listen, ':');
  guint64 number;

  if (colon == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 0, G_MAXUINT16, &number, NULL))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("--listen takes an address and a port, as in %s."),
                   DEFAULT_LISTEN);
      return FALSE;
    }
  *port = (guint) number;
  if (*listen == '[' && colon > listen + 1 && colon[-1] == ']')
    *address = g_strndup (listen + 1, (gsize) (colon - listen - 2));
  else
    *address = g_strndup (listen, (gsize) (colon - listen));
  return TRUE;
}

static gboolean
lock_folder (const char *folder,
             GError    **error)
{
  g_autofree char *path = g_build_filename (folder, "lock", NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
    return TRUE; /* kept until the process ends */
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_BUSY, _("Another collector uses “%s” already"),
               folder);
  if (fd >= 0)
    close (fd);
  return FALSE;
}

/* The key the workspace shows; made at the first run. */
static char *
load_key (const char *folder,
          GError    **error)
{
  g_autofree char *path = g_build_filename (folder, "key", NULL);
  g_autofree char *made = NULL;
  char *key = NULL;

  if (g_file_get_contents (path, &key, NULL, NULL))
    {
      if (strlen (g_strstrip (key)) >= MIN_KEY_LENGTH)
        return key;
      g_free (key);
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                   _("The key in “%s” is too short. Remove the file to have a new one made."), path);
      return NULL;
    }
  key = postino_random_hex (KEY_BYTES);
  made = g_strconcat (key, "\n", NULL);
  if (!postino_paths_write_file (path, made, strlen (made), 0600, error))
    {
      g_free (key);
      return NULL;
    }
  g_message (_("A key was made. The workspace needs it: it stands in “%s”."), path);
  return key;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
serve (const Options *options,
       GError       **error)
{
  g_autofree char *path = g_build_filename (options->data, "spool.db", NULL);
  g_autofree char *address = NULL;
  g_autofree char *key = NULL;
  g_autoptr (PostinoSpool) spool = NULL;
  g_autoptr (PostinoCollector) collector = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint port;

  if (!parse_listen (options->listen, &address, &port, error)
      || !postino_paths_make_folder (options->data, error)
      || !lock_folder (options->data, error) || (key = load_key (options->data, error)) == NULL
      || (spool = postino_spool_open (path, NULL, error)) == NULL)
    return FALSE;
  collector = postino_collector_new (spool, postino_clock_system (), key);
  if (!postino_collector_listen (collector, address, port, error))
    return FALSE;
  g_message (_("Listening on %s, port %u"), address, postino_collector_get_port (collector));

  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  g_main_loop_run (loop);
  postino_collector_close (collector);
  return TRUE;
}

int
main (int   argc,
      char *argv[])
{
  g_auto (Options) options = { NULL };
  g_autoptr (GError) error = NULL;

  umask (0077);
  postino_paths_init_locale ();
  postino_log_init ("postino-collector");
  if (!parse_options (&argc, &argv, &options, &error))
    {
      g_printerr ("postino-collector: %s\n", error->message);
      return EXIT_USAGE;
    }
  if (options.version)
    {
      printf ("postino-collector %s\n", POSTINO_VERSION);
      return 0;
    }
  if (serve (&options, &error))
    return 0;
  g_printerr ("postino-collector: %s\n", error->message);
  return g_error_matches (error, POSTINO_ERROR, POSTINO_ERROR_USAGE) ? EXIT_USAGE : 1;
}
