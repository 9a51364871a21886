/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interface between a file format and an import: the format fills in the functions and says
 * what it found, the import asks for row after row. Memory does not depend on the length of the
 * file. */

#include "interchange/row-reader.h"

gboolean
postino_row_reader_next (PostinoRowReader *reader,
                         PostinoRow       *row,
                         GError          **error)
{
  return reader->next (reader, row, error);
}

gboolean
postino_row_reader_rewind (PostinoRowReader *reader,
                           GError          **error)
{
  return reader->rewind (reader, error);
}

double
postino_row_reader_get_fraction (PostinoRowReader *reader)
{
  return reader->get_fraction (reader);
}

void
postino_row_reader_free (PostinoRowReader *reader)
{
  if (reader == NULL)
    return;
  g_free (reader->name);
  g_clear_pointer (&reader->header, g_ptr_array_unref);
  reader->free (reader);
}
