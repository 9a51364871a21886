/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rejected rows are written in pieces, so that a file of a million of them takes no memory, and beside
 * the file that is replaced, so that a failure leaves that as it was. */

#include "interchange/reject-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "interchange/csv.h"
#include "interchange/private-file.h"

enum { MAX_BUFFER = 256 * 1024 };

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* What is written before the cells. */
static const char *const own_headings[] = { N_("row"), N_("reason") };

struct _PostinoRejectFile {
  char *path;            /* or NULL */
  PostinoRejectFileStyle style;
  GString *text;         /* not yet written */
  GOutputStream *stream; /* NULL: not opened yet */
  gboolean has_header;
};

PostinoRejectFile *
postino_reject_file_new (const char            *path,
                         PostinoRejectFileStyle style)
{
  PostinoRejectFile *self = g_new0 (PostinoRejectFile, 1);

  self->path = g_strdup (path);
  self->style = style;
  self->text = g_string_new (NULL);
  return self;
}

void
postino_reject_file_free (PostinoRejectFile *self)
{
  if (self == NULL)
    return;
  if (self->stream != NULL)
    postino_private_file_discard (self->stream);
  g_clear_object (&self->stream);
  g_string_free (self->text, TRUE);
  g_free (self->path);
  g_free (self);
}

static gboolean
write_text (PostinoRejectFile *self,
            GError           **error)
{
  if (self->stream == NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_path (self->path);

      self->stream = postino_private_file_replace (file, error);
      if (self->stream == NULL)
        return FALSE;
    }
  if (!g_output_stream_write_all (self->stream, self->text->str, self->text->len, NULL, NULL, error))
    return FALSE;
  g_string_truncate (self->text, 0);
  return TRUE;
}

/* A format without a delimiter comes from a spreadsheet, too; the comma is what all of them read. */
static char
find_delimiter (const PostinoRejectFile *self,
                const PostinoRowReader  *reader)
{
  return self->style == POSTINO_REJECT_FILE_SPREADSHEET && reader->delimiter != '\0' ? reader->delimiter : ',';
}

static void
append_cells (GString           *line,
              char               delimiter,
              const char *const *cells,
              guint              n_cells)
{
  for (guint i = 0; i < n_cells; i++)
    {
      g_string_append_c (line, delimiter);
      postino_csv_append_cell (line, cells[i]);
    }
  g_string_append (line, "\r\n");
}

static void
append_header (PostinoRejectFile      *self,
               const PostinoRowReader *reader)
{
  char delimiter = find_delimiter (self, reader);

  if (self->style == POSTINO_REJECT_FILE_SPREADSHEET)
    g_string_append (self->text, BYTE_ORDER_MARK);
  postino_csv_append_cell (self->text, _(own_headings[0]));
  g_string_append_c (self->text, delimiter);
  postino_csv_append_cell (self->text, _(own_headings[1]));
  append_cells (self->text, delimiter, (const char *const *) reader->header->pdata, reader->header->len);
  self->has_header = TRUE;
}

/* In English too: the file may be older than the language of the desktop. */
static gboolean
is_own_heading (const GPtrArray *header,
                guint            number)
{
  const char *heading = header->pdata[number];

  return strcmp (heading, own_headings[number]) == 0 || strcmp (heading, _(own_headings[number])) == 0;
}

gboolean
postino_reject_file_is_own_column (const GPtrArray *header,
                                   guint            number)
{
  return number < G_N_ELEMENTS (own_headings) && header->len > G_N_ELEMENTS (own_headings)
         && is_own_heading (header, 0) && is_own_heading (header, 1);
}

gboolean
postino_reject_file_add (PostinoRejectFile      *self,
                         const PostinoRowReader *reader,
                         const PostinoRow       *row,
                         const char             *reason,
                         GError                **error)
{
  if (self->path == NULL)
    return TRUE;
  if (!self->has_header)
    append_header (self, reader);
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT "%c", row->number, find_delimiter (self, reader));
  postino_csv_append_cell (self->text, reason);
  append_cells (self->text, find_delimiter (self, reader), row->cells, row->n_cells);
  return self->text->len < MAX_BUFFER || write_text (self, error);
}

gboolean
postino_reject_file_close (PostinoRejectFile *self,
                           GError           **error)
{
  if (self->text->len > 0 && !write_text (self, error))
    return FALSE;
  return self->stream == NULL || g_output_stream_close (self->stream, NULL, error);
}
