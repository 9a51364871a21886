/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl sandbox: the messages the built-in server kept. They lie in a database of their own,
 * which is read here whether a worker runs or not. */

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/date.h"
#include "base/error.h"
#include "cli/cli-print.h"
#include "sandbox/sandbox-table.h"
#include "sandbox/sandbox.h"

enum { ROWS_A_PAGE = 500 };

typedef struct {
  PostinoStore *store;
  gint64 id;     /* of the message; of a page: what it is older than */
  guint limit;
  GPtrArray *rows;
  GBytes *raw;
  gint64 n;
} Box;

/* A folder without a workspace gets no sandbox. */
static gboolean
open_box (PostinoCli *cli,
          Box        *box,
          GError    **error)
{
  if (!postino_cli_open (cli, error))
    return FALSE;
  box->store = postino_sandbox_open_store (postino_workspace_get_folder (cli->workspace), error);
  return box->store != NULL;
}

static void
clear_box (Box *box)
{
  if (box->store != NULL)
    postino_store_close (box->store);
  g_clear_object (&box->store);
  g_clear_pointer (&box->rows, g_ptr_array_unref);
  g_clear_pointer (&box->raw, g_bytes_unref);
}

/* ---- list ---- */

static gboolean
read_page (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Box *box = data;

  box->rows = postino_sandbox_table_list (db, box->id, box->limit, error);
  return box->rows != NULL;
}

static void
print_message (PostinoCli                  *cli,
               const PostinoSandboxMessage *message)
{
  static const int widths[] = { 8, 18, 32, 0 };
  g_autofree char *at = cli->json ? postino_date_to_iso (message->at_us) : postino_date_to_human (message->at_us);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, message->id);
  JsonBuilder *line;

  if (!cli->json)
    {
      postino_print_row (widths, (const char *[]) { id, at, message->recipient,
                                                    message->subject != NULL ? message->subject : "", NULL });
      return;
    }
  line = postino_print_begin_object ();
  postino_print_add_int (line, "id", message->id);
  postino_print_add_text (line, "at", at);
  postino_print_add_text (line, "from", message->sender);
  postino_print_add_text (line, "to", message->recipient);
  postino_print_add_text (line, "subject", message->subject);
  postino_print_add_int (line, "size", message->size);
  postino_print_line (line);
}

static gboolean
print_pages (PostinoCli *cli,
             Box        *box,
             gint64      limit,
             GError    **error)
{
  gint64 left = limit > 0 ? limit : G_MAXINT64;
  guint n;

  do
    {
      g_clear_pointer (&box->rows, g_ptr_array_unref);
      box->limit = (guint) MIN (left, ROWS_A_PAGE);
      if (!postino_store_read (box->store, read_page, box, error))
        return FALSE;
      n = box->rows->len;
      for (guint i = 0; i < n; i++)
        print_message (cli, box->rows->pdata[i]);
      if (n > 0)
        box->id = ((const PostinoSandboxMessage *) box->rows->pdata[n - 1])->id;
      left -= n;
    }
  while (left > 0 && n == box->limit);
  return TRUE;
}

static int
run_list (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  gint64 limit = 0;
  const GOptionEntry entries[] = {
    { "limit", 0, 0, G_OPTION_ARG_INT64, &limit, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  Box box = { 0 };
  g_autoptr (GError) error = NULL;
  int status = POSTINO_EXIT_DONE;

  if (!postino_cli_parse (entries, 0, 0, &argc, &argv, &error) || !open_box (cli, &box, &error)
      || !print_pages (cli, &box, limit, &error))
    status = postino_cli_fail (error);
  clear_box (&box);
  return status;
}

/* ---- show ---- */

static gboolean
read_message (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  Box *box = data;

  box->raw = postino_sandbox_table_get (db, box->id, error);
  return box->raw != NULL;
}

static int
run_show (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  Box box = { 0 };
  g_autoptr (GError) error = NULL;
  int status = POSTINO_EXIT_DONE;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error)
      || !postino_cli_parse_id (argv[1], &box.id, &error)
      || !open_box (cli, &box, &error) || !postino_store_read (box.store, read_message, &box,
                                                               &error))
    status = postino_cli_fail (error);
  else
    fwrite (g_bytes_get_data (box.raw, NULL), 1, g_bytes_get_size (box.raw), stdout);
  clear_box (&box);
  return status;
}

/* ---- clear ---- */

static gboolean
clear_messages (PostinoDb *db,
                gpointer   data,
                GError   **error)
{
  return postino_sandbox_table_clear (db, &((Box *) data)->n, error);
}

static int
run_clear (PostinoCli *cli,
           int         argc,
           char      **argv)
{
  Box box = { 0 };
  g_autoptr (GError) error = NULL;
  int status = POSTINO_EXIT_DONE;

  if (!postino_cli_parse (NULL, 0, 0, &argc, &argv, &error) || !open_box (cli, &box, &error)
      || !postino_store_write (box.store, POSTINO_STORE_NORMAL, clear_messages, &box, &error))
    {
      status = postino_cli_fail (error);
    }
  else if (cli->json)
    {
      JsonBuilder *line = postino_print_begin_object ();

      postino_print_add_int (line, "cleared", box.n);
      postino_print_line (line);
    }
  else
    {
      postino_print_sentence (cli, ngettext ("%" PRId64 " message removed",
                                             "%" PRId64 " messages removed",
                                             box.n),
                              box.n);
    }
  clear_box (&box);
  return status;
}

static const PostinoVerb verbs[] = {
  { "list", "[--limit N]", N_("The messages, newest first"), run_list },
  { "show", "ID", N_("One message, as it came"), run_show },
  { "clear", "", N_("Remove them all"), run_clear },
  { NULL }
};

const PostinoNoun postino_noun_sandbox = { "sandbox", N_("The messages the built-in server kept"),
                                           verbs };
