/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl suppression: who must not be mailed. What may be lifted by hand is suppression-table's
 * to say. Files are in cmd-suppression-file.c. */

#include "cli/cmd-suppression.h"

#include <glib/gi18n-lib.h>

#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/cli-print.h"
#include "contacts/exclude.h"

enum { ROWS_A_PAGE = 1000 };

typedef struct {
  char *key;
  PostinoSuppressionReason reason;
  const char *note;
  gboolean added;
  gint64 before_id;
  GPtrArray *rows;
} Wish;

/* ---- add ---- */

static gboolean
add (PostinoDb *db,
     gpointer   data,
     GError   **error)
{
  Wish *wish = data;

  return postino_exclude (db, wish->key, wish->reason, wish->note, POSTINO_CMD_SUPPRESSION_SOURCE,
                          POSTINO_CMD_SUPPRESSION_HOW, g_get_real_time (), &wish->added, error);
}

/* One argument, and the reason that must be given; *@word is on one line and yours. */
static gboolean
parse_with_reason (int     *argc,
                   char  ***argv,
                   char   **word,
                   GError **error)
{
  g_autofree char *reason = NULL;
  const GOptionEntry entries[] = {
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };

  if (!postino_cli_parse (entries, 1, 1, argc, argv, error))
    return FALSE;
  *word = postino_text_single_line (reason != NULL ? reason : "");
  if (**word != '\0')
    return TRUE;
  g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                       _("Say why: --reason “…”. The reason is kept."));
  return FALSE;
}

static void
print_state (PostinoCli *cli,
             const Wish *wish)
{
  JsonBuilder *line;

  if (!cli->json)
    return;
  line = postino_print_begin_object ();
  postino_print_add_text (line, "email", wish->key);
  postino_print_add_bool (line, "suppressed", wish->reason != POSTINO_SUPPRESSION_NONE);
  postino_print_add_text (line, "reason", postino_suppression_reason_to_string (wish->reason));
  postino_print_line (line);
}

static int
run_add (PostinoCli *cli,
         int         argc,
         char      **argv)
{
  Wish wish = { 0 };
  g_autofree char *word = NULL;
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;

  if (!parse_with_reason (&argc, &argv, &word, &error)
      || (wish.key = key = postino_suppression_parse_key (argv[1], &error)) == NULL)
    return postino_cli_fail (error);
  postino_exclude_read_word (word, &wish.reason, &wish.note);
  if (!postino_cli_write (cli, add, &wish, &error))
    return postino_cli_fail (error);
  postino_print_sentence (cli,
                          wish.added ? _("“%s” is not mailed any more") : _("“%s” was not to be mailed already"),
                          key);
  print_state (cli, &wish);
  return POSTINO_EXIT_DONE;
}

/* ---- check ---- */

static gboolean
check (PostinoDb *db,
       gpointer   data,
       GError   **error)
{
  Wish *wish = data;

  return postino_suppression_table_check (db, wish->key, &wish->reason, error);
}

static int
run_check (PostinoCli *cli,
           int         argc,
           char      **argv)
{
  Wish wish = { 0 };
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error)
      || (wish.key = key = postino_suppression_parse_key (argv[1], &error)) == NULL
      || !postino_cli_read (cli, check, &wish, &error))
    return postino_cli_fail (error);
  if (wish.reason == POSTINO_SUPPRESSION_NONE)
    postino_print_sentence (cli, _("“%s” may be mailed"), key);
  else
    postino_print_sentence (cli, _("“%s” must not be mailed: %s"), key,
                            postino_suppression_reason_describe (wish.reason));
  print_state (cli, &wish);
  return POSTINO_EXIT_DONE;
}

/* ---- lift ---- */

static gboolean
lift (PostinoDb *db,
      gpointer   data,
      GError   **error)
{
  Wish *wish = data;

  return postino_suppression_table_lift (db, wish->key, wish->note, g_get_real_time (), error)
         && postino_suppression_table_check (db, wish->key, &wish->reason, error);
}

static int
run_lift (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  Wish wish = { 0 };
  g_autofree char *word = NULL;
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;

  if (!parse_with_reason (&argc, &argv, &word, &error) || (wish.note = word, FALSE)
      || (wish.key = key = postino_suppression_parse_key (argv[1], &error)) == NULL
      || !postino_cli_write (cli, lift, &wish, &error))
    return postino_cli_fail (error);
  if (wish.reason == POSTINO_SUPPRESSION_NONE)
    postino_print_sentence (cli, _("“%s” may be mailed again"), key);
  else
    postino_print_sentence (cli,
                            _("That is lifted, but the whole domain of “%s” must not be mailed"), key);
  print_state (cli, &wish);
  return POSTINO_EXIT_DONE;
}

/* ---- list ---- */

static gboolean
read_rows (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Wish *wish = data;

  wish->rows = postino_suppression_table_list (db, wish->before_id, ROWS_A_PAGE, error);
  return wish->rows != NULL;
}

static void
print_suppression (PostinoCli               *cli,
                   const PostinoSuppression *row)
{
  static const int widths[] = { 36, 22, 18, 0 };
  const char *reason = postino_suppression_reason_to_string (row->reason);
  g_autofree char *at = cli->json ? postino_date_to_iso (row->at_us) : postino_date_to_human (row->at_us);
  JsonBuilder *line;

  if (!cli->json)
    {
      postino_print_row (widths, (const char *[]) { row->key,
                                                    postino_suppression_reason_describe (row->reason), at,
                                                    row->note != NULL ? row->note : "", NULL });
      return;
    }
  line = postino_print_begin_object ();
  postino_print_add_int (line, "id", row->id);
  postino_print_add_text (line, "email", row->key);
  postino_print_add_text (line, "reason", reason);
  postino_print_add_text (line, "note", row->note);
  postino_print_add_text (line, "source", row->source);
  if (row->campaign != 0)
    postino_print_add_int (line, "campaign", row->campaign);
  else
    postino_print_add_text (line, "campaign", NULL);
  postino_print_add_text (line, "at", at);
  postino_print_line (line);
}

static int
run_list (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  Wish wish = { 0 };
  g_autoptr (GError) error = NULL;
  guint n;

  if (!postino_cli_parse (NULL, 0, 0, &argc, &argv, &error))
    return postino_cli_fail (error);
  do
    {
      if (!postino_cli_read (cli, read_rows, &wish, &error))
        return postino_cli_fail (error);
      n = wish.rows->len;
      for (guint i = 0; i < n; i++)
        print_suppression (cli, wish.rows->pdata[i]);
      if (n > 0)
        wish.before_id = ((const PostinoSuppression *) wish.rows->pdata[n - 1])->id;
      g_clear_pointer (&wish.rows, g_ptr_array_unref);
    }
  while (n == ROWS_A_PAGE);
  return POSTINO_EXIT_DONE;
}

static const PostinoVerb verbs[] = {
  { "list", "", N_("All that stand, newest first"), run_list },
  { "add", "EMAIL|@DOMAIN --reason unsubscribed|complaint|hard-bounce|TEXT",
    N_("Never mail an address or a domain"),
    run_add },
  { "check", "EMAIL", N_("Whether an address may be mailed"), run_check },
  { "lift", "EMAIL|@DOMAIN --reason TEXT",
    N_("Mail it again; not after a complaint or an unsubscribe"), run_lift },
  { "import", "FILE|- [--reason R]", N_("Add those of a file"),
    postino_cmd_suppression_run_import },
  { "export", "FILE|-", N_("Write all that stand, as CSV"), postino_cmd_suppression_run_export },
  { NULL }
};

const PostinoNoun postino_noun_suppression = { "suppression", N_("Who must not be mailed"), verbs };
