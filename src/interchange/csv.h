/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "interchange/row-reader.h"

/* Bounds of what is read; what passes them is a row with a fault, or a file that is refused. */
enum {
  POSTINO_CSV_MAX_CELL_BYTES = 64 * 1024,
  POSTINO_CSV_MAX_ROW_BYTES = 1024 * 1024,
  POSTINO_CSV_MAX_COLUMNS = 1000,
};

typedef struct {
  const char *encoding;  /* NULL: found out */
  const char *delimiter; /* one character, "tab" or "\\t"; NULL: found out */
} PostinoCsvOptions;

/* Opens a text file of delimited values, by RFC 4180 as far as programs keep to it; "-" is standard
 * input. @options may be NULL. POSTINO_ERROR_INVALID with a sentence for an empty or binary file or
 * an unknown encoding. */
PostinoRowReader *postino_csv_open (const char *path, const PostinoCsvOptions *options,
                                    GError **error);

/* Appends @cell to @line as CSV: quoted where it must be, a ' before what a spreadsheet would run
 * as a formula. The comma before it is the caller's. */
void postino_csv_append_cell (GString *line, const char *cell);
