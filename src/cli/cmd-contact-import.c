/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl contact import and undo-import. The story itself is interchange/import's; here are its
 * options, a bar on a terminal, and what came of it. People are shown the first rows that could not
 * be used: without --rejects these are written to a temporary file (0600), which is read back and
 * removed. */

#include "cli/cmd-contact.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/cli-print.h"
#include "cli/cmd-consent.h"
#include "contacts/consent-table.h"
#include "interchange/csv.h"
#include "interchange/import.h"

enum {
  REJECTS_SHOWN = 10,
  BAR_WIDTH = 30,
};

/* What was typed; strings as they are, checked by check_options (). */
typedef struct {
  char **lists;
  char **tags;
  char **map;
  char *consent;
  char *purpose;
  char *basis;
  char *consent_date;
  char *consent_source;
  char *mode;
  char *delimiter;
  char *encoding;
  char *on_duplicate;
  char *rejects;
  gboolean dry_run;
  gboolean strict;
} Typed;

static void
clear_typed (Typed *typed)
{
  g_strfreev (typed->lists);
  g_strfreev (typed->tags);
  g_strfreev (typed->map);
  g_free (typed->consent);
  g_free (typed->purpose);
  g_free (typed->basis);
  g_free (typed->consent_date);
  g_free (typed->consent_source);
  g_free (typed->mode);
  g_free (typed->delimiter);
  g_free (typed->encoding);
  g_free (typed->on_duplicate);
  g_free (typed->rejects);
}

static gboolean
parse_import (Typed   *typed,
              int     *argc,
              char  ***argv,
              GError **error)
{
  const GOptionEntry entries[] = {
    { "list", 0, 0, G_OPTION_ARG_STRING_ARRAY, &typed->lists, NULL, NULL },
    { "tag", 0, 0, G_OPTION_ARG_STRING_ARRAY, &typed->tags, NULL, NULL },
    { "map", 0, 0, G_OPTION_ARG_STRING_ARRAY, &typed->map, NULL, NULL },
    { "consent", 0, 0, G_OPTION_ARG_STRING, &typed->consent, NULL, NULL },
    { "purpose", 0, 0, G_OPTION_ARG_STRING, &typed->purpose, NULL, NULL },
    { "basis", 0, 0, G_OPTION_ARG_STRING, &typed->basis, NULL, NULL },
    { "consent-date", 0, 0, G_OPTION_ARG_STRING, &typed->consent_date, NULL, NULL },
    { "consent-source", 0, 0, G_OPTION_ARG_STRING, &typed->consent_source, NULL, NULL },
    { "mode", 0, 0, G_OPTION_ARG_STRING, &typed->mode, NULL, NULL },
    { "delimiter", 0, 0, G_OPTION_ARG_STRING, &typed->delimiter, NULL, NULL },
    { "encoding", 0, 0, G_OPTION_ARG_STRING, &typed->encoding, NULL, NULL },
    { "on-duplicate", 0, 0, G_OPTION_ARG_STRING, &typed->on_duplicate, NULL, NULL },
    { "rejects", 0, 0, G_OPTION_ARG_FILENAME, &typed->rejects, NULL, NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &typed->dry_run, NULL, NULL },
    { "strict", 0, 0, G_OPTION_ARG_NONE, &typed->strict, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };

  return postino_cli_parse (entries, 1, 1, argc, argv, error);
}

static gboolean
is_same_file (const char *one,
              const char *other)
{
  GStatBuf a, b;

  return g_stat (one, &a) == 0 && g_stat (other, &b) == 0 && a.st_dev == b.st_dev
         && a.st_ino == b.st_ino;
}

/* How consent was given makes no sense without the words it was given in. */
static gboolean
check_consent (const Typed          *typed,
               PostinoImportOptions *options,
               GError              **error)
{
  if (typed->consent == NULL
      && (typed->purpose != NULL || typed->basis != NULL || typed->consent_date != NULL
          || typed->consent_source != NULL))
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                           _("Say with --consent in which words the contacts agreed"));
      return FALSE;
    }
  options->consent_words = typed->consent;
  options->consent_basis = typed->basis;
  options->consent_source = typed->consent_source;
  if (typed->purpose != NULL && !postino_purposes_from_string (typed->purpose,
                                                               &options->consent_purposes, error))
    return FALSE;
  return typed->consent_date == NULL
         || postino_cmd_consent_parse_date (typed->consent_date, &options->consent_at_us, error);
}

static gboolean
check_options (const Typed          *typed,
               PostinoImportOptions *options,
               GError              **error)
{
  options->lists = (const char *const *) typed->lists;
  options->tags = (const char *const *) typed->tags;
  options->map = (const char *const *) typed->map;
  options->delimiter = typed->delimiter;
  options->encoding = typed->encoding;
  options->dry_run = typed->dry_run;
  options->rejects = typed->rejects;
  if (typed->rejects != NULL && is_same_file (typed->rejects, options->path))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("The rejects cannot go into “%s”: it is what is read"),
                   typed->rejects);
      return FALSE;
    }
  return (typed->mode == NULL || postino_import_mode_from_string (typed->mode, &options->mode,
                                                                  error))
         && (typed->on_duplicate == NULL
             || postino_import_policy_from_string (typed->on_duplicate, &options->policy, error))
         && check_consent (typed, options, error);
}

/* ---- while it runs ---- */

static void
draw_bar_cb (PostinoImportPhase phase,
             gint64             n_rows,
             double             fraction,
             gpointer           data)
{
  static const char *const labels[] = { N_("Reading"), N_("Importing"), N_("Taking back") };
  char bar[BAR_WIDTH + 1];
  int filled = (int) (CLAMP (fraction, 0.0, 1.0) * BAR_WIDTH);

  memset (bar, '.', BAR_WIDTH);
  memset (bar, '#', (gsize) filled);
  bar[BAR_WIDTH] = '\0';
  g_printerr ("\r\033[K%s [%s] %" G_GINT64_FORMAT, _(labels[phase]), bar, n_rows);
}

static void
clear_bar (void)
{
  g_printerr ("\r\033[K");
}

/* ---- what came of it ---- */

static void
print_outcome_json (const PostinoImportOutcome *outcome)
{
  const char delimiter[] = { outcome->delimiter, '\0' };
  JsonBuilder *line = postino_print_begin_object ();

  if (outcome->import != 0)
    postino_print_add_int (line, "import", outcome->import);
  else
    postino_print_add_text (line, "import", NULL);
  postino_print_add_int (line, "rows", outcome->n_rows);
  postino_print_add_int (line, "added", outcome->n_added);
  postino_print_add_int (line, "updated", outcome->n_updated);
  postino_print_add_int (line, "unchanged", outcome->n_unchanged);
  postino_print_add_int (line, "duplicates", outcome->n_duplicates);
  postino_print_add_int (line, "invalid", outcome->n_invalid);
  postino_print_add_int (line, "suppressed", outcome->n_suppressed);
  if (outcome->n_not_agreed > 0) /* only where a column of consent was named */
    postino_print_add_int (line, "not_agreed", outcome->n_not_agreed);
  postino_print_add_text (line, "encoding", outcome->encoding);
  postino_print_add_text (line, "delimiter", delimiter);
  postino_print_add_double (line, "seconds", outcome->seconds);
  postino_print_line (line);
}

static void
print_outcome (PostinoCli                 *cli,
               const PostinoImportOutcome *outcome)
{
  const struct { const char *label; gint64 n; gboolean always; } counts[] = {
    { N_("Rows"), outcome->n_rows, TRUE },
    { N_("Added"), outcome->n_added, TRUE },
    { N_("Updated"), outcome->n_updated, TRUE },
    { N_("Unchanged"), outcome->n_unchanged, FALSE },
    { N_("Duplicates in the file"), outcome->n_duplicates, FALSE },
    { N_("Rejected"), outcome->n_invalid, FALSE },
    { N_("Not to be mailed, and so they stay"), outcome->n_suppressed, FALSE },
    { N_("Without consent, by the file"), outcome->n_not_agreed, FALSE },
  };

  if (outcome->import != 0)
    postino_print_sentence (cli,
                            _("Import %" PRId64 " (to take it back: postinoctl contact undo-import %"
                                   PRId64 ")"),
                            outcome->import, outcome->import);
  else
    postino_print_sentence (cli, "%s", _("A dry run: nothing was changed"));
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      if (counts[i].always || counts[i].n > 0)
        postino_print_sentence (cli, "%8" G_GINT64_FORMAT "  %s", counts[i].n, _(counts[i].label));
    }
}

/* The file of rejects begins with the number of the row and the reason. */
static void
show_rejects (PostinoCli *cli,
              const char *path,
              gint64      n_rejects)
{
  const PostinoCsvOptions csv = { "UTF-8", "," };
  g_autoptr (PostinoRowReader) reader = postino_csv_open (path, &csv, NULL);
  PostinoRow row;
  gint64 n = 0;

  while (reader != NULL && n < REJECTS_SHOWN && postino_row_reader_next (reader, &row, NULL))
    {
      if (row.n_cells >= 2)
        postino_print_sentence (cli, _("Row %s: %s"), row.cells[0], row.cells[1]);
      n++;
    }
  if (n_rejects > n)
    postino_print_sentence (cli, ngettext ("… and %" PRId64 " more", "… and %" PRId64 " more",
                                           n_rejects - n),
                            n_rejects - n);
}

static gboolean
import_file (PostinoCli           *cli,
             PostinoImportOptions *options,
             PostinoImportOutcome *outcome,
             GError              **error)
{
  gboolean has_bar = !cli->json && isatty (STDERR_FILENO);
  gboolean ok;

  options->progress = has_bar ? draw_bar_cb : NULL;
  ok = postino_import_run (postino_workspace_get_store (cli->workspace), options, outcome, NULL,
                           error);
  if (has_bar)
    clear_bar ();
  return ok;
}

/* Imports and shows the first rejects, out of a file nobody asked for if it must be. */
static gboolean
import_and_show (PostinoCli           *cli,
                 PostinoImportOptions *options,
                 PostinoImportOutcome *outcome,
                 GError              **error)
{
  g_autofree char *folder = NULL;
  g_autofree char *temporary = NULL;
  gboolean ok;

  if (options->rejects == NULL)
    {
      folder = g_dir_make_tmp ("postino-XXXXXX", error);
      if (folder == NULL)
        return FALSE;
      options->rejects = temporary = g_build_filename (folder, "rejects.csv", NULL);
    }
  ok = import_file (cli, options, outcome, error);
  if (ok)
    print_outcome (cli, outcome);
  if (ok && outcome->n_invalid > 0)
    show_rejects (cli, options->rejects, outcome->n_invalid);
  if (temporary != NULL)
    {
      g_unlink (temporary);
      g_rmdir (folder);
      options->rejects = NULL;
    }
  return ok;
}

int
postino_cmd_contact_run_import (PostinoCli *cli,
                                int         argc,
                                char      **argv)
{
  Typed typed = { 0 };
  PostinoImportOptions options = { 0 };
  PostinoImportOutcome outcome = { 0 };
  g_autoptr (GError) error = NULL;
  int status;

  if (!parse_import (&typed, &argc, &argv, &error) || (options.path = argv[1], FALSE)
      || !check_options (&typed, &options, &error) || !postino_cli_open (cli, &error)
      || !(cli->json ? import_file (cli, &options, &outcome, &error)
                     : import_and_show (cli, &options, &outcome, &error)))
    {
      status = postino_cli_fail (error);
    }
  else
    {
      if (cli->json)
        print_outcome_json (&outcome);
      status = typed.strict && outcome.n_invalid > 0 ? POSTINO_EXIT_PARTLY : POSTINO_EXIT_DONE;
    }
  clear_typed (&typed);
  return status;
}

int
postino_cmd_contact_run_undo_import (PostinoCli *cli,
                                     int         argc,
                                     char      **argv)
{
  gint64 id;
  g_autoptr (GError) error = NULL;
  JsonBuilder *line;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error)
      || !postino_cli_parse_id (argv[1], &id, &error)
      || !postino_cli_open (cli, &error)
      || !postino_import_undo (postino_workspace_get_store (cli->workspace), id, &error))
    return postino_cli_fail (error);
  if (!cli->json)
    {
      postino_print_sentence (cli, _("Import %" PRId64 " is taken back"), id);
      return POSTINO_EXIT_DONE;
    }
  line = postino_print_begin_object ();
  postino_print_add_int (line, "import", id);
  postino_print_add_bool (line, "undone", TRUE);
  postino_print_line (line);
  return POSTINO_EXIT_DONE;
}
