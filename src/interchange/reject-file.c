/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rejected rows are written in pieces, so that a file of a million of them takes no memory, and beside
 * the file that is replaced, so that a failure leaves that as it was. */

#include "interchange/reject-file.h"

#include <glib/gi18n-lib.h>

#include "interchange/csv.h"
#include "interchange/private-file.h"

enum { MAX_BUFFER = 256 * 1024 };

struct _PostinoRejectFile {
  char *path;            /* or NULL */
  GString *text;         /* not yet written */
  GOutputStream *stream; /* NULL: not opened yet */
  gboolean has_header;
};

PostinoRejectFile *
postino_reject_file_new (const char *path)
{
  PostinoRejectFile *self = g_new0 (PostinoRejectFile, 1);

  self->path = g_strdup (path);
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

static void
append_cells (GString           *line,
              const char *const *cells,
              guint              n_cells)
{
  for (guint i = 0; i < n_cells; i++)
    {
      g_string_append_c (line, ',');
      postino_csv_append_cell (line, cells[i]);
    }
  g_string_append (line, "\r\n");
}

static void
append_header (PostinoRejectFile      *self,
               const PostinoRowReader *reader)
{
  postino_csv_append_cell (self->text, _("row"));
  g_string_append_c (self->text, ',');
  postino_csv_append_cell (self->text, _("reason"));
  append_cells (self->text, (const char *const *) reader->header->pdata, reader->header->len);
  self->has_header = TRUE;
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
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT ",", row->number);
  postino_csv_append_cell (self->text, reason);
  append_cells (self->text, row->cells, row->n_cells);
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
