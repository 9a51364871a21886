/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "interchange/row-reader.h"

typedef enum {
  POSTINO_REJECT_FILE_PLAIN,       /* commas, UTF-8 */
  POSTINO_REJECT_FILE_SPREADSHEET, /* as the program the file came from opens it with a double click:
                                      its delimiter, and a byte order mark, without which Excel
                                      takes UTF-8 for Windows-1252 */
} PostinoRejectFileStyle;

/* The rows of a foreign file that could not be used, as CSV: "row,reason" and the cells as they were, so
 * that they can be put right and read again. One thread at a time. */
typedef struct _PostinoRejectFile PostinoRejectFile;

/* @path is written when there is something to write, private, since it names people; NULL: nothing
 * ever is. */
PostinoRejectFile *postino_reject_file_new   (const char *path, PostinoRejectFileStyle style);

gboolean           postino_reject_file_add   (PostinoRejectFile *self, const PostinoRowReader *reader,
                                              const PostinoRow *row, const char *reason,
                                              GError **error);

/* Writes what is left; nothing may be added after. */
gboolean           postino_reject_file_close (PostinoRejectFile *self, GError **error);

/* Column @number of a file with @header is one of the two that are written before its own. */
gboolean           postino_reject_file_is_own_column (const GPtrArray *header, guint number);

/* Without closing: a file that was replaced stays as it was. */
void               postino_reject_file_free  (PostinoRejectFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoRejectFile, postino_reject_file_free)
