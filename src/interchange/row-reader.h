/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Rows out of a foreign file, whatever its format: what an import reads from. One thread at a
 * time. */
typedef struct _PostinoRowReader PostinoRowReader;

typedef struct {
  /* of the row in the file, from 1, as a spreadsheet shows it; the header counts */
  gint64 number;
  /* UTF-8, borrowed until the next row; never fewer than the columns unless there is a fault */
  const char *const *cells;
  guint n_cells;
  /* a sentence why this row cannot be used; NULL: it can. cells hold what could be read */
  const char *fault;
} PostinoRow;

struct _PostinoRowReader {
  /* FALSE at the end, and on failure with @error set. */
  gboolean (*next)   (PostinoRowReader *reader, PostinoRow *row, GError **error);
  gboolean (*rewind) (PostinoRowReader *reader, GError **error);
  double   (*get_fraction) (PostinoRowReader *reader); /* how much was read, 0 to 1 */
  void     (*free)   (PostinoRowReader *reader);

  char *name;             /* of the file, for sentences */
  GPtrArray *header;      /* of char *, one a column; empty string where there is no heading */
  gboolean has_header;    /* FALSE: the first row is data already */
  const char *encoding;   /* "UTF-8", "WINDOWS-1252"; static or interned */
  char delimiter;         /* '\0' where the format has none */
};

gboolean postino_row_reader_next   (PostinoRowReader *reader, PostinoRow *row, GError **error);
/* to the first row of data */
gboolean postino_row_reader_rewind (PostinoRowReader *reader, GError **error);
double   postino_row_reader_get_fraction (PostinoRowReader *reader);
void     postino_row_reader_free   (PostinoRowReader *reader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoRowReader, postino_row_reader_free)
