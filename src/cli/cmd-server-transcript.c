/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl server transcript: what was said with a server, the newest lines of all its connections. */

#include "cli/cmd-server.h"

#include "base/date.h"
#include "campaign/servers-table.h"
#include "cli/cli-print.h"
#include "workspace/transcript.h"

static const char *const voices[] = {
  [POSTINO_TRANSCRIPT_OURS] = "us",
  [POSTINO_TRANSCRIPT_THEIRS] = "server",
  [POSTINO_TRANSCRIPT_NOTE] = "note",
};

typedef struct {
  const char *name;
  gint64 id;
} Wish;

static gboolean
find_server (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  Wish *wish = data;
  g_autoptr (PostinoServer) server = postino_servers_table_get_by_name (db, wish->name, error);

  wish->id = server != NULL ? server->id : 0;
  return server != NULL;
}

static void
print_json (const PostinoTranscriptLine *said)
{
  JsonBuilder *line = postino_print_begin_object ();
  g_autofree char *time = postino_date_to_iso (said->at_us);

  postino_print_add_text (line, "time", time);
  postino_print_add_int (line, "connection", said->connection);
  postino_print_add_text (line, "from", voices[said->voice]);
  postino_print_add_text (line, "text", said->text);
  postino_print_line (line);
}

int
postino_cli_server_transcript (PostinoCli *cli,
                               int         argc,
                               char      **argv)
{
  Wish wish = { 0 };
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error) || (wish.name = argv[1], FALSE)
      || !postino_cli_read (cli, find_server, &wish, &error)
      || (lines = postino_transcript_read (cli->folder, wish.id, &error)) == NULL)
    return postino_cli_fail (error);
  for (guint i = 0; i < lines->len; i++)
    {
      g_autofree char *text = cli->json ? NULL : postino_transcript_line_to_text (lines->pdata[i]);
      const char *cells[] = { text, NULL };
      static const int widths[] = { 0 };

      if (cli->json)
        print_json (lines->pdata[i]);
      else
        postino_print_row (widths, cells);
    }
  return POSTINO_EXIT_DONE;
}
