/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all commands share: options, the workspace, errors and exit statuses. */

#include "cli/cli.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "campaign/restore.h"
#include "interchange/import.h"
#include "workspace/secrets.h"

enum { SECRET_MAX = 4096 };

gboolean
postino_cli_parse (const GOptionEntry *entries,
                   int                 min,
                   int                 max,
                   int                *argc,
                   char             ***argv,
                   GError            **error)
{
  static const GOptionEntry none[] = { G_OPTION_ENTRY_NULL };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) fault = NULL;

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries != NULL ? entries : none, NULL);
  if (!g_option_context_parse (context, argc, argv, &fault))
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_USAGE, fault->message);
      return FALSE;
    }
  if (*argc > 1 && strcmp ((*argv)[1], "--") == 0)
    {
      memmove (*argv + 1, *argv + 2, sizeof **argv * (gsize) (*argc - 1));
      --*argc;
    }
  if (*argc - 1 < min)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("“%s” needs more arguments: see --help"), (*argv)[0]);
      return FALSE;
    }
  if (max >= 0 && *argc - 1 > max)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("“%s” does not know what to do with “%s”: see --help"),
                   (*argv)[0], (*argv)[max + 1]);
      return FALSE;
    }
  return TRUE;
}

gboolean
postino_cli_open (PostinoCli *cli,
                  GError    **error)
{
  gboolean was_foreign = FALSE;

  if (cli->workspace != NULL)
    return TRUE;
  cli->workspace = postino_workspace_open (cli->folder, error);
  if (cli->workspace == NULL || !postino_restore_apply_rule (cli->workspace, &was_foreign, error)
      || !postino_import_recover (postino_workspace_get_store (cli->workspace), NULL, error))
    return FALSE;
  if (was_foreign)
    g_printerr ("%s\n",
                _("This workspace was restored, copied or moved here: its campaigns are paused, and what was not "
                          "sent is in doubt. If it is the newer copy: postinoctl workspace adopt --newer"));
  return TRUE;
}

gboolean
postino_cli_read (PostinoCli      *cli,
                  PostinoStoreFunc func,
                  gpointer         data,
                  GError         **error)
{
  return postino_cli_open (cli, error)
         && postino_store_read (postino_workspace_get_store (cli->workspace), func, data, error);
}

gboolean
postino_cli_write (PostinoCli      *cli,
                   PostinoStoreFunc func,
                   gpointer         data,
                   GError         **error)
{
  return postino_cli_open (cli, error)
         && postino_store_write (postino_workspace_get_store (cli->workspace), POSTINO_STORE_NORMAL,
                                 func, data, error);
}

int
postino_cli_fail (const GError *error)
{
  g_printerr ("%s\n", error->message);
  return g_error_matches (error, POSTINO_ERROR,
                          POSTINO_ERROR_USAGE) ? POSTINO_EXIT_USAGE : POSTINO_EXIT_FAILED;
}

gboolean
postino_cli_parse_id (const char *text,
                      gint64     *id,
                      GError    **error)
{
  if (g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, id, NULL))
    return TRUE;
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE, _("“%s” is not a number"), text);
  return FALSE;
}

static char *
read_line (int fd)
{
  char buffer[SECRET_MAX + 1];
  gsize length = 0;
  gssize n;

  while (length < SECRET_MAX && (n = read (fd, buffer + length, 1)) != 0)
    {
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 || buffer[length] == '\n')
        break;
      length++;
    }
  buffer[length] = '\0';
  return g_strdup (buffer);
}

gboolean
postino_cli_read_secret (const char *variable,
                         int         fd,
                         char      **secret,
                         GError    **error)
{
  *secret = NULL;
  if (fd >= 0)
    *secret = read_line (fd);
  else if (variable != NULL)
    *secret = g_strdup (g_getenv (variable));
  else
    return TRUE;
  if (*secret != NULL && **secret != '\0')
    return TRUE;
  g_clear_pointer (secret, g_free);
  if (variable != NULL)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                 _("The environment variable “%s” is empty"), variable);
  else
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                 _("Nothing could be read from file descriptor %d"), fd);
  return FALSE;
}
