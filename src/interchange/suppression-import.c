/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Suppressions out of a file.
 *
 * What suppression-export writes is read: "email,reason,note,source,at", where email may be a "@domain"
 * (with the ' that keeps spreadsheets from running it). So is what other programs write: the first column
 * that holds an address or a @domain counts, with or without a heading, and columns "reason" and "note"
 * if there are. Rows that name nobody are counted and told, never a reason to stop: opt-outs are not lost
 * over a bad line. Nothing is ever lifted (promise 2): who is in the file twice, or is excluded already,
 * stays as they are. */

#include "interchange/suppression-import.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/text.h"
#include "contacts/exclude.h"
#include "interchange/csv.h"
#include "interchange/reject-file.h"

enum {
  ROWS_A_CHUNK = 500,    /* added in one transaction */
  PROGRESS_EVERY = 1000, /* rows */
};

typedef struct {
  char *key;
  char *word; /* the reason as the file gives it; NULL: none */
  char *note; /* or NULL */
} Row;

typedef struct {
  PostinoStore *store;
  const PostinoSuppressionImportOptions *options;
  PostinoSuppressionImport *done;
  PostinoRowReader *reader;
  PostinoRejectFile *rejects;
  guint reason_column;  /* G_MAXUINT: none */
  guint note_column;
  GPtrArray *rows;      /* of Row; not yet added */
  gint64 n_chunk_added; /* of the running transaction */
} Import;

static void
free_row (gpointer data)
{
  Row *row = data;

  g_free (row->key);
  g_free (row->word);
  g_free (row->note);
  g_free (row);
}

static guint
find_column (const PostinoRowReader *reader,
             const char *const      *names)
{
  for (guint i = 0; reader->has_header && i < reader->header->len; i++)
    {
      g_autofree char *heading = postino_text_make_key (reader->header->pdata[i]);

      if (g_strv_contains (names, heading))
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

/* NULL where there is no such cell, or nothing in it; yours. */
static char *
dup_cell (const PostinoRow *row,
          guint             column)
{
  g_autofree char *line = column < row->n_cells ? postino_text_single_line (row->cells[column]) : NULL;

  return line != NULL && *line != '\0' ? g_steal_pointer (&line) : NULL;
}

static gboolean
take_row (Import           *self,
          const PostinoRow *read,
          GError          **error)
{
  g_autofree char *key = read->fault == NULL ? find_key (read) : NULL;
  Row *row;

  self->done->n_rows++;
  if (key == NULL)
    {
      self->done->n_invalid++;
      return postino_reject_file_add (self->rejects, self->reader, read,
                                      read->fault != NULL ? read->fault
                                                          : _("no e-mail address and no @domain"),
                                      error);
    }
  if (self->options->dry_run)
    return TRUE;
  row = g_new0 (Row, 1);
  row->key = g_steal_pointer (&key);
  row->word = dup_cell (read, self->reason_column);
  row->note = dup_cell (read, self->note_column);
  g_ptr_array_add (self->rows, row);
  return TRUE;
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

      postino_exclude_read_word (row->word != NULL ? row->word : self->options->reason, &reason, &note);
      if (!postino_exclude (db, row->key, reason, note != NULL ? note : row->note,
                            self->options->source, self->options->how, now_us, &added, error))
        return FALSE;
      self->n_chunk_added += added;
    }
  return TRUE;
}

static gboolean
flush_rows (Import  *self,
            GError **error)
{
  if (self->rows->len == 0)
    return TRUE;
  if (!postino_store_write (self->store, POSTINO_STORE_NORMAL, add_chunk, self, error))
    return FALSE;
  self->done->n_added += self->n_chunk_added;
  self->done->n_known += self->rows->len - self->n_chunk_added;
  g_ptr_array_set_size (self->rows, 0);
  return TRUE;
}

/* Between two rows: what was gathered is written, and whoever waits hears how far it is. */
static gboolean
pause_reading (Import       *self,
               GCancellable *cancellable,
               GError      **error)
{
  if (self->rows->len >= ROWS_A_CHUNK && !flush_rows (self, error))
    return FALSE;
  if (self->done->n_rows % PROGRESS_EVERY != 0)
    return TRUE;
  if (self->options->progress != NULL)
    self->options->progress (self->done->n_rows, postino_row_reader_get_fraction (self->reader),
                             self->options->progress_data);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gboolean
import_rows (Import       *self,
             GCancellable *cancellable,
             GError      **error)
{
  g_autoptr (GError) failure = NULL;
  PostinoRow row;

  while (postino_row_reader_next (self->reader, &row, &failure))
    {
      if (!take_row (self, &row, error) || !pause_reading (self, cancellable, error))
        return FALSE;
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  return flush_rows (self, error) && postino_reject_file_close (self->rejects, error);
}

gboolean
postino_suppression_import (PostinoStore                          *store,
                            const PostinoSuppressionImportOptions *options,
                            PostinoSuppressionImport              *done,
                            GCancellable                          *cancellable,
                            GError                               **error)
{
  static const char *const reasons[] = { "reason", "motivo", NULL };
  static const char *const notes[] = { "note", "nota", NULL };
  g_autoptr (PostinoRowReader) reader = postino_csv_open (options->path, NULL, error);
  g_autoptr (PostinoRejectFile) rejects = postino_reject_file_new (options->rejects, options->rejects_style);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);
  Import self = { .store = store, .options = options, .done = done, .reader = reader,
                  .rejects = rejects, .rows = rows };

  *done = (PostinoSuppressionImport) { 0 };
  if (reader == NULL)
    return FALSE;
  self.reason_column = find_column (reader, reasons);
  self.note_column = find_column (reader, notes);
  return import_rows (&self, cancellable, error);
}
