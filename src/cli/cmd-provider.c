/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl provider: where recipients have their mailboxes, how fast a person wants to go there, and what each has
 * asked for. Listed are those that differ from the usual, which is no limit. */

#include <glib/gi18n-lib.h>

#include "base/date.h"
#include "base/error.h"
#include "campaign/destination-name.h"
#include "campaign/destinations-table.h"
#include "cli/cli-print.h"

#define UNSAID -1

/* ---- list ---- */

static gboolean
list_rows (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  GPtrArray **rows = data;

  *rows = postino_destinations_table_list (db, error);
  return *rows != NULL;
}

/* When it may be asked again, for people; NULL: now. Yours. */
static char *
build_closed_until (const PostinoDestinationRow *row)
{
  return row->closed_until_us > g_get_real_time () ? postino_date_to_human (row->closed_until_us) : NULL;
}

static void
print_json (PostinoProviderList         *providers,
            const PostinoDestinationRow *row)
{
  JsonBuilder *line = postino_print_begin_object ();
  g_autofree char *until = row->closed_until_us > g_get_real_time () ? postino_date_to_iso (row->closed_until_us) : NULL;

  postino_print_add_text (line, "id", row->id);
  postino_print_add_text (line, "name", postino_destination_get_name (providers, row->id));
  postino_print_add_double (line, "per_second", row->per_second);
  postino_print_add_int (line, "connections", row->at_once);
  postino_print_add_text (line, "closed_until", until);
  postino_print_add_text (line, "why", row->why);
  postino_print_line (line);
}

static void
print_row (PostinoProviderList         *providers,
           const PostinoDestinationRow *row)
{
  static const int widths[] = { 24, 8, 6, 0 };
  char rate[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *at_once = g_strdup_printf ("%u", row->at_once);
  g_autofree char *until = build_closed_until (row);
  g_autofree char *note = until != NULL ? g_strdup_printf (_("from %s on: %s"), until, row->why)
                                        : g_strdup (row->why);
  const char *cells[] = { postino_destination_get_name (providers, row->id),
                          row->per_second > 0 ? g_ascii_formatd (rate, sizeof rate, "%g", row->per_second) : "–",
                          row->at_once > 0 ? at_once : "–", note, NULL };

  postino_print_row (widths, cells);
}

static int
run_list (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  g_autoptr (PostinoProviderList) providers = postino_provider_list_load ();
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (NULL, 0, 0, &argc, &argv, &error) || !postino_cli_read (cli, list_rows, &rows, &error))
    return postino_cli_fail (error);
  for (guint i = 0; i < rows->len; i++)
    {
      if (cli->json)
        print_json (providers, rows->pdata[i]);
      else
        print_row (providers, rows->pdata[i]);
    }
  return POSTINO_EXIT_DONE;
}

/* ---- set ---- */

typedef struct {
  char *id;
  double per_second;
  int connections;
} Wish;

/* What is not said stays as it is. */
static gboolean
set_limits (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  Wish *wish = data;
  g_autoptr (GPtrArray) rows = postino_destinations_table_list (db, error);
  const PostinoDestinationRow *row = NULL;

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      if (g_str_equal (((PostinoDestinationRow *) rows->pdata[i])->id, wish->id))
        row = rows->pdata[i];
    }
  if (wish->per_second == UNSAID)
    wish->per_second = row != NULL ? row->per_second : 0;
  if (wish->connections == UNSAID)
    wish->connections = row != NULL ? (int) row->at_once : 0;
  return postino_destinations_table_set_limits (db, wish->id, wish->per_second, (guint) wish->connections, error);
}

static int
run_set (PostinoCli *cli,
         int         argc,
         char      **argv)
{
  Wish wish = { NULL, UNSAID, UNSAID };
  const GOptionEntry entries[] = {
    { "per-second", 0, 0, G_OPTION_ARG_DOUBLE, &wish.per_second, NULL, NULL },
    { "connections", 0, 0, G_OPTION_ARG_INT, &wish.connections, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (PostinoProviderList) providers = postino_provider_list_load ();
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  if (!postino_cli_parse (entries, 1, 1, &argc, &argv, &error))
    return postino_cli_fail (error);
  if ((wish.per_second < 0 && wish.per_second != UNSAID) || (wish.connections < 0 && wish.connections != UNSAID))
    {
      g_set_error_literal (&error, POSTINO_ERROR, POSTINO_ERROR_USAGE, _("A limit is a number, or 0 for none"));
      return postino_cli_fail (error);
    }
  wish.id = id = postino_destination_find_id (providers, argv[1], &error);
  if (id == NULL || !postino_cli_write (cli, set_limits, &wish, &error))
    return postino_cli_fail (error);
  postino_print_sentence (cli, _("The limits of “%s” were changed"), id);
  return POSTINO_EXIT_DONE;
}

static const PostinoVerb verbs[] = {
  { "list", "", N_("List providers with limits, or that asked for some"), run_list },
  { "set", "ID|DOMAIN [--per-second N] [--connections N]", N_("Change how fast messages go to a provider; 0: no limit"), run_set },
  { NULL }
};

const PostinoNoun postino_noun_provider = { "provider", N_("Where recipients have their mailboxes"), verbs };
