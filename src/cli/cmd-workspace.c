/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl workspace: the folder as a whole. Restoring is the one verb that works before anything
 * is opened; it opens the workspace right afterwards, so that the rule for restored ones
 * (campaign/restore) is applied at once and not when somebody next happens to start a program. */

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "base/error.h"
#include "campaign/campaigns-table.h"
#include "campaign/restore.h"
#include "campaign/setup.h"
#include "cli/cli-print.h"
#include "contacts/contacts-query.h"
#include "contacts/contacts-table.h"
#include "contacts/lists-table.h"
#include "workspace/backup.h"
#include "workspace/secrets.h"

/* ---- init ---- */

static int
run_init (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  g_autoptr (GError) error = NULL;
  JsonBuilder *line;

  if (!postino_cli_parse (NULL, 0, 0, &argc, &argv, &error)
      || !postino_setup_workspace (cli->folder, &error))
    return postino_cli_fail (error);
  if (!cli->json)
    {
      postino_print_sentence (cli, _("The workspace “%s” is ready"), cli->folder);
      return POSTINO_EXIT_DONE;
    }
  line = postino_print_begin_object ();
  postino_print_add_text (line, "workspace", cli->folder);
  postino_print_line (line);
  return POSTINO_EXIT_DONE;
}

/* ---- info ---- */

typedef struct {
  gint64 n_contacts;
  guint n_lists;
  guint n_campaigns;
} Info;

static gboolean
count_things (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  Info *info = data;
  const PostinoContactQuery all = { 0 };
  g_autoptr (GPtrArray) lists = postino_lists_table_list (db, error);
  g_autoptr (GPtrArray) campaigns = lists != NULL ? postino_campaigns_table_list (db, TRUE,
                                                                                  error) : NULL;

  if (campaigns == NULL)
    return FALSE;
  info->n_lists = lists->len;
  info->n_campaigns = campaigns->len;
  return postino_contacts_query_count (db, &all, &info->n_contacts, error);
}

/* The version a workspace has once it is open. */
static guint
count_migrations (void)
{
  return g_strv_length ((char **) postino_workspace_get_schema ()->migrations);
}

static void
print_info_json (PostinoCli *cli,
                 const Info *info)
{
  JsonBuilder *line = postino_print_begin_object ();

  postino_print_add_text (line, "folder", postino_workspace_get_folder (cli->workspace));
  postino_print_add_int (line, "contacts", info->n_contacts);
  postino_print_add_int (line, "lists", info->n_lists);
  postino_print_add_int (line, "campaigns", info->n_campaigns);
  postino_print_add_bool (line, "worker", postino_workspace_has_worker (cli->folder));
  postino_print_add_int (line, "schema", count_migrations ());
  postino_print_add_text (line, "secrets",
                          postino_secrets_has_service () ? "secret-service" : "files");
  postino_print_add_bool (line, "foreign", postino_workspace_is_foreign (cli->workspace));
  postino_print_line (line);
}

static void
print_info (PostinoCli *cli,
            const Info *info)
{
  postino_print_sentence (cli, _("Folder: %s"), postino_workspace_get_folder (cli->workspace));
  postino_print_sentence (cli, _("Contacts: %" PRId64), info->n_contacts);
  postino_print_sentence (cli, _("Lists: %u"), info->n_lists);
  postino_print_sentence (cli, _("Campaigns: %u"), info->n_campaigns);
  postino_print_sentence (cli, "%s", postino_workspace_has_worker (cli->folder) ? _("A worker runs")
                                                                                : _("No worker runs"));
  postino_print_sentence (cli, _("Version of the database: %u"), count_migrations ());
  postino_print_sentence (cli, "%s", postino_secrets_has_service ()
                                       ? _("Passwords are kept in the keyring of this session")
                                       : _("There is no keyring here: passwords are kept in files of the workspace"));
  if (postino_workspace_is_foreign (cli->workspace))
    postino_print_sentence (cli, "%s",
                            _("It was restored, copied or moved here since it was last used"));
}

static int
run_info (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  Info info = { 0 };
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (NULL, 0, 0, &argc, &argv, &error)
      || !postino_cli_read (cli, count_things, &info, &error))
    return postino_cli_fail (error);
  if (cli->json)
    print_info_json (cli, &info);
  else
    print_info (cli, &info);
  return POSTINO_EXIT_DONE;
}

/* ---- check ---- */

static gboolean
check_database (PostinoDb *db,
                gpointer   data,
                GError   **error)
{
  char **found = data;

  *found = postino_db_quick_check (db, error);
  return *found != NULL;
}

static int
run_check (PostinoCli *cli,
           int         argc,
           char      **argv)
{
  g_autofree char *found = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok;

  if (!postino_cli_parse (NULL, 0, 0, &argc, &argv, &error)
      || !postino_cli_read (cli, check_database, &found, &error))
    return postino_cli_fail (error);
  ok = g_str_equal (found, "ok");
  if (cli->json)
    {
      JsonBuilder *line = postino_print_begin_object ();

      postino_print_add_bool (line, "ok", ok);
      postino_print_add_text (line, "message", ok ? NULL : found);
      postino_print_line (line);
    }
  if (ok)
    {
      postino_print_sentence (cli, "ok");
      return POSTINO_EXIT_DONE;
    }
  g_printerr (_("The database of “%s” is damaged: %s"), cli->folder, found);
  g_printerr ("\n");
  return POSTINO_EXIT_FAILED;
}

/* ---- adopt ---- */

static int
run_adopt (PostinoCli *cli,
           int         argc,
           char      **argv)
{
  gboolean newer = FALSE;
  const GOptionEntry entries[] = {
    { "newer", 0, 0, G_OPTION_ARG_NONE, &newer, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  gint64 n = 0;
  g_autoptr (GError) error = NULL;
  JsonBuilder *line;

  if (!postino_cli_parse (entries, 0, 0, &argc, &argv, &error) || !postino_cli_open (cli, &error)
      || (newer && !postino_restore_adopt_newer (cli->workspace, &n, &error)))
    return postino_cli_fail (error);
  if (cli->json)
    {
      line = postino_print_begin_object ();
      postino_print_add_text (line, "workspace", cli->folder);
      postino_print_add_int (line, "recipients", n);
      postino_print_line (line);
      return POSTINO_EXIT_DONE;
    }
  postino_print_sentence (cli, _("The workspace “%s” is in use on this computer from now on"),
                          cli->folder);
  if (newer)
    postino_print_sentence (cli, ngettext ("%" PRId64 " recipient is ready to be sent to again",
                                           "%" PRId64 " recipients are ready to be sent to again", n),
                            n);
  return POSTINO_EXIT_DONE;
}

/* ---- backup and restore ---- */

typedef struct {
  char *variable;
  int fd;
  char *passphrase;
} Passphrase;

/* Takes the options and one file from the arguments; *@passphrase is to be cleared in any case. */
static gboolean
parse_file_and_passphrase (Passphrase *passphrase,
                           int        *argc,
                           char     ***argv,
                           GError    **error)
{
  const GOptionEntry entries[] = {
    { "passphrase-env", 0, 0, G_OPTION_ARG_STRING, &passphrase->variable, NULL, NULL },
    { "passphrase-fd", 0, 0, G_OPTION_ARG_INT, &passphrase->fd, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };

  *passphrase = (Passphrase) { NULL, -1, NULL };
  return postino_cli_parse (entries, 1, 1, argc, argv, error)
         && postino_cli_read_secret (passphrase->variable, passphrase->fd, &passphrase->passphrase,
                                     error);
}

static void
clear_passphrase (Passphrase *passphrase)
{
  g_free (passphrase->variable);
  postino_secrets_free (passphrase->passphrase);
}

static void
print_backup (PostinoCli *cli,
              const char *key,
              const char *value,
              gboolean    has_keys)
{
  JsonBuilder *line = postino_print_begin_object ();

  postino_print_add_text (line, key, value);
  postino_print_add_bool (line, "keys", has_keys);
  postino_print_line (line);
}

static int
write_backup (PostinoCli *cli,
              const char *file,
              const char *passphrase)
{
  g_autoptr (GError) error = NULL;

  if (!postino_cli_open (cli, &error)
      || !postino_backup_write (cli->workspace, file, passphrase, &error))
    return postino_cli_fail (error);
  if (cli->json)
    {
      print_backup (cli, "file", file, passphrase != NULL);
      return POSTINO_EXIT_DONE;
    }
  postino_print_sentence (cli, _("The backup is in “%s”. Passwords of servers are not in it."),
                          file);
  if (passphrase == NULL)
    postino_print_sentence (cli, "%s",
                            _("The keys stay out, since no passphrase was given: once restored on another "
                                         "computer, the links of messages already sent no longer work."));
  return POSTINO_EXIT_DONE;
}

static int
run_backup (PostinoCli *cli,
            int         argc,
            char      **argv)
{
  Passphrase passphrase;
  g_autoptr (GError) error = NULL;
  int status;

  status = parse_file_and_passphrase (&passphrase, &argc, &argv, &error)
             ? write_backup (cli, argv[1], passphrase.passphrase)
             : postino_cli_fail (error);
  clear_passphrase (&passphrase);
  return status;
}

static int
restore_backup (PostinoCli *cli,
                const char *file,
                const char *passphrase)
{
  PostinoRestored restored;
  g_autoptr (GError) error = NULL;

  if (!postino_backup_restore (file, cli->folder, passphrase, &restored, &error)
      || !postino_cli_open (cli, &error))
    return postino_cli_fail (error);
  if (restored.lost_opt_outs)
    g_printerr ("%s\n",
                _("The workspace that was replaced is damaged: not all unsubscribes since the backup could be read "
                          "from it. It is kept in the folder “backups”."));
  if (cli->json)
    {
      print_backup (cli, "workspace", cli->folder, restored.has_keys);
      return POSTINO_EXIT_DONE;
    }
  postino_print_sentence (cli, _("“%s” was restored into “%s”"), file, cli->folder);
  postino_print_sentence (cli, "%s", restored.has_keys
                                       ? _("The links of messages already sent go on working.")
                                       : _("The backup held no keys: the links of messages already sent work only if "
                                           "the keys are on this computer."));
  return POSTINO_EXIT_DONE;
}

static int
run_restore (PostinoCli *cli,
             int         argc,
             char      **argv)
{
  Passphrase passphrase;
  g_autoptr (GError) error = NULL;
  int status;

  status = parse_file_and_passphrase (&passphrase, &argc, &argv, &error)
             ? restore_backup (cli, argv[1], passphrase.passphrase)
             : postino_cli_fail (error);
  clear_passphrase (&passphrase);
  return status;
}

static const PostinoVerb verbs[] = {
  { "init", "", N_("Make it"), run_init },
  { "info", "", N_("What is in it"), run_info },
  { "check", "", N_("Whether its database is whole"), run_check },
  { "adopt", "[--newer]",
    N_("Use it on this computer; --newer: what was not sent yet is sent from here"), run_adopt },
  { "backup", "FILE [--passphrase-env V|--passphrase-fd N]", N_("Copy it into one file"),
    run_backup },
  { "restore", "FILE [--passphrase-env V|--passphrase-fd N]",
    N_("Put such a copy in its place; opt-outs are kept"),
    run_restore },
  { NULL }
};

const PostinoNoun postino_noun_workspace = { "workspace",
                                             N_("The folder with everything of one sender"), verbs };
