/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person sees of a file before it is imported: the same reader and the same map as the import
 * itself, so that what is shown is what is done. A file whose address column cannot be told is shown
 * all the same, with the sentence that asks for it. */

#include "interchange/import-preview.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "contacts/field.h"
#include "interchange/import-map.h"

static void
free_column (gpointer data)
{
  PostinoImportPreviewColumn *column = data;

  g_free (column->heading);
  g_free (column->field);
  g_free (column);
}

void
postino_import_preview_free (PostinoImportPreview *preview)
{
  g_ptr_array_unref (preview->columns);
  g_ptr_array_unref (preview->rows);
  g_free (preview->trouble);
  g_free (preview);
}

static gboolean
read_rows (PostinoImportPreview *preview,
           PostinoRowReader     *reader,
           GError              **error)
{
  g_autoptr (GError) failure = NULL;
  PostinoRow row;

  while (preview->rows->len < POSTINO_IMPORT_PREVIEW_ROWS && postino_row_reader_next (reader, &row, &failure))
    {
      char **cells;

      if (row.fault != NULL)
        continue;
      cells = g_new0 (char *, preview->columns->len + 1);
      for (guint i = 0; i < preview->columns->len; i++)
        cells[i] = g_strdup (i < row.n_cells ? row.cells[i] : "");
      g_ptr_array_add (preview->rows, cells);
    }
  preview->is_whole = failure == NULL && preview->rows->len < POSTINO_IMPORT_PREVIEW_ROWS;
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
is_field (GPtrArray  *fields,
          const char *key)
{
  for (guint i = 0; i < fields->len; i++)
    {
      if (strcmp (((const PostinoField *) fields->pdata[i])->key, key) == 0)
        return TRUE;
    }
  return postino_known_field_from_key (key) != POSTINO_N_KNOWN;
}

static void
show_consent (PostinoImportPreview *preview,
              guint                 number)
{
  PostinoImportPreviewColumn *column;

  if (number == POSTINO_IMPORT_NO_COLUMN)
    return;
  column = preview->columns->pdata[number];
  g_free (column->field);
  column->field = g_strdup (POSTINO_IMPORT_CONSENT_KEY);
  column->is_new = FALSE;
}

static void
show_map (PostinoImportPreview   *preview,
          const PostinoImportMap *map,
          GPtrArray              *fields)
{
  PostinoImportPreviewColumn *address = preview->columns->pdata[map->address_column];

  address->field = g_strdup ("email");
  for (guint i = 0; i < map->columns->len; i++)
    {
      const PostinoImportColumn *mapped = map->columns->pdata[i];
      PostinoImportPreviewColumn *column = preview->columns->pdata[mapped->column];

      column->is_new = !is_field (fields, mapped->key);
      column->field = g_strdup (column->is_new ? mapped->label : mapped->key);
    }
}

PostinoImportPreview *
postino_import_preview_read (const char              *path,
                             const PostinoCsvOptions *options,
                             GPtrArray               *fields,
                             const char *const       *wishes,
                             GError                 **error)
{
  g_autoptr (PostinoRowReader) reader = postino_csv_open (path, options, error);
  g_autoptr (PostinoImportPreview) preview = NULL;
  g_autoptr (PostinoImportMap) map = NULL;
  g_autoptr (GError) no_map = NULL;
  guint consent;

  if (reader == NULL)
    return NULL;
  preview = g_new0 (PostinoImportPreview, 1);
  preview->encoding = reader->encoding;
  preview->delimiter = reader->delimiter;
  preview->has_header = reader->has_header;
  preview->columns = g_ptr_array_new_with_free_func (free_column);
  preview->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  for (guint i = 0; i < reader->header->len; i++)
    {
      PostinoImportPreviewColumn *column = g_new0 (PostinoImportPreviewColumn, 1);

      column->heading = g_strdup (reader->header->pdata[i]);
      g_ptr_array_add (preview->columns, column);
    }
  map = postino_import_map_new (reader, fields, wishes, &no_map);
  if (map != NULL)
    show_map (preview, map, fields);
  else
    preview->trouble = g_strdup (no_map->message);
  consent = map != NULL ? map->consent_column : POSTINO_IMPORT_NO_COLUMN;
  if (wishes == NULL && !postino_import_map_guess_consent (reader, &consent, error))
    return NULL;
  show_consent (preview, consent);
  if (!postino_row_reader_rewind (reader, error) || !read_rows (preview, reader, error))
    return NULL;
  return g_steal_pointer (&preview);
}

char *
postino_import_preview_dup_shape (const PostinoImportPreview *preview)
{
  g_autoptr (GString) headings = g_string_new (NULL);

  if (!preview->has_header)
    return NULL;
  for (guint i = 0; i < preview->columns->len; i++)
    {
      const PostinoImportPreviewColumn *column = preview->columns->pdata[i];
      g_autofree char *folded = postino_text_fold (column->heading);

      g_string_append_printf (headings, "%s\n", folded);
    }
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, headings->str, (gssize) headings->len);
}
