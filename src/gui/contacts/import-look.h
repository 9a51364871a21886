/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "interchange/import-preview.h"
#include "store/store.h"

/* A look at a file for the import dialog: its beginning, the fields there are, and the mapping
 * chosen for a file of this shape the last time. */
typedef struct {
  char *path;
  char *encoding;   /* NULL: to be found out, as is the delimiter */
  char *delimiter;
  GPtrArray *fields; /* of PostinoField */
  PostinoImportPreview *preview;
} PostinoImportLook;

void               postino_import_look_free   (PostinoImportLook *look);

/* On a thread; @encoding and @delimiter may be NULL. */
void               postino_import_look_async  (PostinoStore *store, const char *path,
                                               const char *encoding, const char *delimiter,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
PostinoImportLook *postino_import_look_finish (GAsyncResult *result, GError **error);

/* Remembers @wishes ("1=email" …) for files of the shape of @look. */
void               postino_import_look_remember (PostinoStore *store, const PostinoImportLook *look,
                                                 const char *const *wishes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoImportLook, postino_import_look_free)
