/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl campaign returned: whom a campaign gave up after days of trying, with a report of each for whatever reads
 * bounces. */

#include "cli/cmd-campaign.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "base/date.h"
#include "campaign/returned.h"
#include "cli/cli-print.h"
#include "workspace/secrets.h"

typedef struct {
  PostinoReturned *returned;
  GPtrArray *rows;
} Reading;

static gboolean
read_page (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Reading *reading = data;

  reading->rows = postino_returned_read (reading->returned, db, error);
  return reading->rows != NULL;
}

static void
print_returned (PostinoCli             *cli,
                PostinoReturned        *returned,
                const PostinoLedgerRow *row,
                const char             *path)
{
  g_autofree char *since = postino_date_to_iso (row->tried_us);
  g_autofree char *last = postino_date_to_iso (row->settled_us);
  JsonBuilder *line;

  if (!cli->json)
    {
      g_autofree char *text = postino_returned_describe (returned, row);

      printf ("%s\n", text);
      return;
    }
  line = postino_print_begin_object ();
  postino_print_add_text (line, "email", row->address);
  postino_print_add_int (line, "attempts", row->attempt);
  postino_print_add_text (line, "reply", row->reply);
  postino_print_add_text (line, "since", since);
  postino_print_add_text (line, "last", last);
  postino_print_add_text (line, "report", path);
  postino_print_line (line);
}

static gboolean
print_page (PostinoCli *cli,
            Reading    *reading,
            const char *folder,
            GError    **error)
{
  for (guint i = 0; i < reading->rows->len; i++)
    {
      const PostinoLedgerRow *row = reading->rows->pdata[i];
      g_autofree char *path = NULL;

      if (folder != NULL && (path = postino_returned_save (reading->returned, row, folder, error)) == NULL)
        return FALSE;
      print_returned (cli, reading->returned, row, path);
    }
  return TRUE;
}

int
postino_cmd_campaign_run_returned (PostinoCli *cli,
                                   int         argc,
                                   char      **argv)
{
  g_autofree char *folder = NULL;
  const GOptionEntry entries[] = {
    { "report", 0, 0, G_OPTION_ARG_FILENAME, &folder, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (PostinoReturned) returned = NULL;
  g_autoptr (GBytes) token_key = NULL;
  g_autoptr (GError) error = NULL;
  Reading reading = { 0 };
  gboolean is_more = TRUE, ok = TRUE;
  gint64 id;

  if (!postino_cli_parse (entries, 1, 1, &argc, &argv, &error) || !postino_cli_parse_id (argv[1], &id, &error)
      || !postino_cli_open (cli, &error)
      || (token_key = postino_secrets_get_token_key (cli->workspace, &error)) == NULL)
    return postino_cli_fail (error);
  returned = postino_returned_new (id, g_bytes_get_data (token_key, NULL));
  reading.returned = returned;
  while (ok && is_more)
    {
      ok = postino_cli_read (cli, read_page, &reading, &error) && print_page (cli, &reading, folder, &error);
      is_more = ok && reading.rows->len > 0;
      g_clear_pointer (&reading.rows, g_ptr_array_unref);
    }
  return ok ? POSTINO_EXIT_DONE : postino_cli_fail (error);
}
