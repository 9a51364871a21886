/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl suppression import and export.
 *
 * What export writes, import reads: "email,reason,note,source,at", where email may be a "@domain" (with the ' that keeps
 * spreadsheets from running it). Import also takes what other programs write: the first column that holds an address or a
 * @domain counts, with or without a heading, and a column "reason" if there is one. A row without a reason gets that of
 * --reason, else "manual". Rows that name nobody are counted and told, never a reason to stop: opt-outs are not lost over
 * a bad line. */

#include "cli/cmd-suppression.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/cli-print.h"
#include "interchange/csv.h"

enum {
  ROWS_A_CHUNK = 500, /* added in one transaction */
  ROWS_A_PAGE = 1000,
};

/* ---- import ---- */

typedef struct {
  char *key;
  char *word; /* the reason as the file gives it; NULL: none */
} Row;

typedef struct {
  PostinoRowReader *reader;
  guint reason_column; /* G_MAXUINT: none */
  const char *default_word;
  GPtrArray *rows;     /* of Row; not yet added */
  gint64 n_chunk_added;
  gint64 n_rows;
  gint64 n_added;
  gint64 n_invalid;
} Import;

static void
free_row (gpointer data)
{
  Row *row = data;

  g_free (row->key);
  g_free (row->word);
  g_free (row);
}

static guint
find_reason_column (const PostinoRowReader *reader)
{
  for (guint i = 0; reader->has_header && i < reader->header->len; i++)
    {
      g_autofree char *heading = postino_text_make_key (reader->header->pdata[i]);

      if (g_str_equal (heading, "reason") || g_str_equal (heading, "motivo"))
        return i;
    }
  return G_MAXUINT;
}

/* NULL if no cell names anybody; yours. */
static char *
find_key (const PostinoRow *row)
{
  for (guint i = 0; i < row->n_cells; i++)
    {
      g_autofree char *cell = g_strstrip (g_strdup (row->cells[i]));
      const char *typed = g_str_has_prefix (cell, "'@") ? cell + 1 : cell;
      char *key = strchr (typed, '@') != NULL ? postino_suppression_parse_key (typed, NULL) : NULL;

      if (key != NULL)
        return key;
    }
  return NULL;
}

static void
take_row (Import           *self,
          const PostinoRow *read)
{
  g_autofree char *key = read->fault == NULL ? find_key (read) : NULL;
  g_autofree char *word = NULL;
  Row *row;

  self->n_rows++;
  if (key == NULL)
    {
      self->n_invalid++;
      return;
    }
  if (self->reason_column < read->n_cells)
    word = postino_text_single_line (read->cells[self->reason_column]);
  row = g_new0 (Row, 1);
  row->key = g_steal_pointer (&key);
  row->word = word != NULL && *word != '\0' ? g_steal_pointer (&word) : NULL;
  g_ptr_array_add (self->rows, row);
}

static gboolean
add_chunk (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Import *self = data;
  gint64 now_us = g_get_real_time ();

  self->n_chunk_added = 0;
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = self->rows->pdata[i];
      PostinoSuppressionReason reason;
      const char *note;
      gboolean added = FALSE;

      postino_cmd_suppression_read_reason (row->word != NULL ? row->word : self->default_word,
                                           &reason, &note);
      if (!postino_cmd_suppression_add (db, row->key, reason, note, now_us, &added, error))
        return FALSE;
      self->n_chunk_added += added;
    }
  return TRUE;
}

static gboolean
flush_rows (PostinoCli *cli,
            Import     *self,
            GError    **error)
{
  if (self->rows->len == 0)
    return TRUE;
  if (!postino_cli_write (cli, add_chunk, self, error))
    return FALSE;
  self->n_added += self->n_chunk_added;
  g_ptr_array_set_size (self->rows, 0);
  return TRUE;
}

static gboolean
import_rows (PostinoCli *cli,
             Import     *self,
             GError    **error)
{
  g_autoptr (GError) failure = NULL;
  PostinoRow row;

  while (postino_row_reader_next (self->reader, &row, &failure))
    {
      take_row (self, &row);
      if (self->rows->len == ROWS_A_CHUNK && !flush_rows (cli, self, error))
        return FALSE;
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  return flush_rows (cli, self, error);
}

static void
print_import (PostinoCli   *cli,
              const Import *self)
{
  gint64 n_known = self->n_rows - self->n_added - self->n_invalid;
  JsonBuilder *line;

  if (!cli->json)
    {
      postino_print_sentence (cli, _("%" PRId64 " added, %" PRId64 " known already, %" PRId64
                                     " rows without an address"),
                              self->n_added, n_known, self->n_invalid);
      return;
    }
  line = postino_print_begin_object ();
  postino_print_add_int (line, "rows", self->n_rows);
  postino_print_add_int (line, "added", self->n_added);
  postino_print_add_int (line, "unchanged", n_known);
  postino_print_add_int (line, "invalid", self->n_invalid);
  postino_print_line (line);
}

int
postino_cmd_suppression_run_import (PostinoCli *cli,
                                    int         argc,
                                    char      **argv)
{
  g_autofree char *word = NULL;
  const GOptionEntry entries[] = {
    { "reason", 0, 0, G_OPTION_ARG_STRING, &word, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (PostinoRowReader) reader = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);
  g_autoptr (GError) error = NULL;
  Import self = { .rows = rows };

  if (!postino_cli_parse (entries, 1, 1, &argc, &argv, &error) || !postino_cli_open (cli, &error)
      || (self.reader = reader = postino_csv_open (argv[1], NULL, &error)) == NULL)
    return postino_cli_fail (error);
  self.reason_column = find_reason_column (reader);
  self.default_word = word != NULL ? word : "manual";
  if (!import_rows (cli, &self, &error))
    return postino_cli_fail (error);
  print_import (cli, &self);
  return POSTINO_EXIT_DONE;
}

/* ---- export ---- */

typedef struct {
  gint64 before_id;
  GPtrArray *rows;
  GOutputStream *stream;
  gint64 n;
} Export;

static gboolean
read_page (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Export *self = data;

  self->rows = postino_suppression_table_list (db, self->before_id, ROWS_A_PAGE, error);
  return self->rows != NULL;
}

static void
append_row (GString                  *text,
            const PostinoSuppression *row)
{
  g_autofree char *at = postino_date_to_iso (row->at_us);
  const char *const cells[] = { row->key, postino_suppression_reason_to_string (row->reason),
                                row->note != NULL ? row->note : "", row->source, at };

  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      postino_csv_append_cell (text, cells[i]);
    }
  g_string_append (text, "\r\n");
}

static gboolean
write_page (Export  *self,
            guint   *n_rows,
            GError **error)
{
  g_autoptr (GPtrArray) rows = g_steal_pointer (&self->rows);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    append_row (text, rows->pdata[i]);
  *n_rows = rows->len;
  self->n += rows->len;
  if (rows->len > 0)
    self->before_id = ((const PostinoSuppression *) rows->pdata[rows->len - 1])->id;
  return g_output_stream_write_all (self->stream, text->str, text->len, NULL, NULL, error);
}

static gboolean
write_file (PostinoCli *cli,
            Export     *self,
            GError    **error)
{
  static const char header[] = "email,reason,note,source,at\r\n";
  guint n_rows;

  if (!g_output_stream_write_all (self->stream, header, strlen (header), NULL, NULL, error))
    return FALSE;
  do
    {
      if (!postino_cli_read (cli, read_page, self, error) || !write_page (self, &n_rows, error))
        return FALSE;
    }
  while (n_rows == ROWS_A_PAGE);
  return g_output_stream_close (self->stream, NULL, error);
}

/* Written beside the file and moved over it when it is closed; private, since it names people. */
static GOutputStream *
open_file (const char *path,
           GError    **error)
{
  g_autoptr (GFile) file = NULL;

  if (g_str_equal (path, "-"))
    return g_memory_output_stream_new_resizable ();
  file = g_file_new_for_commandline_arg (path);
  return G_OUTPUT_STREAM (g_file_replace (file, NULL, FALSE,
                                          G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                                          NULL, error));
}

static void
print_export (PostinoCli   *cli,
              const char   *path,
              const Export *self)
{
  JsonBuilder *line;

  if (G_IS_MEMORY_OUTPUT_STREAM (self->stream))
    {
      GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (self->stream);

      fwrite (g_memory_output_stream_get_data (memory), 1,
              g_memory_output_stream_get_data_size (memory), stdout);
      return;
    }
  if (!cli->json)
    {
      postino_print_sentence (cli, ngettext ("%" PRId64 " row is in “%s”",
                                             "%" PRId64 " rows are in “%s”",
                                             self->n),
                              self->n, path);
      return;
    }
  line = postino_print_begin_object ();
  postino_print_add_text (line, "file", path);
  postino_print_add_int (line, "rows", self->n);
  postino_print_line (line);
}

int
postino_cmd_suppression_run_export (PostinoCli *cli,
                                    int         argc,
                                    char      **argv)
{
  Export self = { 0 };
  g_autoptr (GOutputStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error) || !postino_cli_open (cli, &error)
      || (self.stream = stream = open_file (argv[1], &error)) == NULL || !write_file (cli, &self,
                                                                                      &error))
    return postino_cli_fail (error);
  print_export (cli, argv[1], &self);
  return POSTINO_EXIT_DONE;
}
