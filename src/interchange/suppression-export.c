/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Suppressions into a file: a page of rows at a time, each read in a snapshot of its own, so that a
 * million take no memory and hold up nobody. What is added meanwhile is newer than the first page and
 * not in the file. */

#include "interchange/suppression-export.h"

#include <string.h>

#include "base/date.h"
#include "contacts/suppression-table.h"
#include "interchange/csv.h"
#include "interchange/private-file.h"

enum { ROWS_A_PAGE = 1000 };

typedef struct {
  gint64 before_id;
  GPtrArray *rows;
} Page;

static gboolean
read_page (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Page *page = data;

  page->rows = postino_suppression_table_list (db, page->before_id, ROWS_A_PAGE, error);
  return page->rows != NULL;
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

/* *@n_rows of the page. */
static gboolean
write_page (PostinoStore  *store,
            Page          *page,
            GOutputStream *stream,
            guint         *n_rows,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (!postino_store_read (store, read_page, page, error))
    return FALSE;
  rows = g_steal_pointer (&page->rows);
  for (guint i = 0; i < rows->len; i++)
    append_row (text, rows->pdata[i]);
  *n_rows = rows->len;
  if (rows->len > 0)
    page->before_id = ((const PostinoSuppression *) rows->pdata[rows->len - 1])->id;
  return g_output_stream_write_all (stream, text->str, text->len, NULL, cancellable, error);
}

static gboolean
write_pages (PostinoStore  *store,
             GOutputStream *stream,
             gint64        *n,
             GCancellable  *cancellable,
             GError       **error)
{
  static const char header[] = "email,reason,note,source,at\r\n";
  Page page = { 0 };
  guint n_rows;

  if (!g_output_stream_write_all (stream, header, strlen (header), NULL, cancellable, error))
    return FALSE;
  do
    {
      if (!write_page (store, &page, stream, &n_rows, cancellable, error))
        return FALSE;
      *n += n_rows;
    }
  while (n_rows == ROWS_A_PAGE);
  return g_output_stream_close (stream, cancellable, error);
}

gboolean
postino_suppression_export (PostinoStore  *store,
                            GOutputStream *stream,
                            gint64        *n,
                            GCancellable  *cancellable,
                            GError       **error)
{
  *n = 0;
  if (write_pages (store, stream, n, cancellable, error))
    return TRUE;
  postino_private_file_discard (stream);
  return FALSE;
}
