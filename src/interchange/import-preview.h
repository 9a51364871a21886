/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "interchange/csv.h"

#define POSTINO_IMPORT_PREVIEW_ROWS 50

/* One column of a file, and where it would go. */
typedef struct {
  char *heading;   /* "": it has none */
  char *field;     /* key of a field there is ("email"), "consent", a new field's name, or NULL: left out */
  gboolean is_new; /* @field does not exist yet */
} PostinoImportPreviewColumn;

/* The beginning of a file as an import would read it. A value. */
typedef struct {
  const char *encoding; /* static or interned */
  char delimiter;
  gboolean has_header;
  GPtrArray *columns;   /* of PostinoImportPreviewColumn */
  GPtrArray *rows;      /* of GStrv with as many cells as there are columns; those that can be used */
  gboolean is_whole;    /* these are all rows of the file */
  char *trouble;        /* why there is no mapping yet ("No column holds …"); NULL: there is one */
} PostinoImportPreview;

/* Reads the first POSTINO_IMPORT_PREVIEW_ROWS rows of @path, found out or as @options say, and guesses the mapping
 * as postino_import_map_new () does, @wishes first. @fields: the user's (PostinoField). Blocks: the
 * encoding is found by reading the whole file. NULL with a sentence if it is no such file. */
PostinoImportPreview *postino_import_preview_read (const char              *path,
                                                   const PostinoCsvOptions *options,
                                                   GPtrArray               *fields,
                                                   const char *const       *wishes,
                                                   GError                 **error);
void                  postino_import_preview_free (PostinoImportPreview    *preview);

/* What names the file's shape: the same headings give the same text, so that a mapping can be
 * remembered for them. NULL for a file without headings. Yours. */
char                 *postino_import_preview_dup_shape (const PostinoImportPreview *preview);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoImportPreview, postino_import_preview_free)
