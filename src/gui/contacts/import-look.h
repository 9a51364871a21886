/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "interchange/import-preview.h"
#include "store/store.h"

/* A look at a file for the import dialog: its beginning, the fields and lists there are, and what was
 * chosen the last time: the mapping for a file of this shape, and the list. */
typedef struct {
  char *path;
  char *encoding;   /* NULL: to be found out, as is the delimiter */
  char *delimiter;
  GPtrArray *fields; /* of PostinoField */
  GPtrArray *lists;  /* of PostinoList */
  char *last_list;   /* its name; "": none; NULL: nothing was imported yet */
  PostinoImportPreview *preview;
} PostinoImportLook;

void               postino_import_look_free   (PostinoImportLook *look);

/* On a thread; @encoding and @delimiter may be NULL. */
void               postino_import_look_async  (PostinoStore *store, const char *path,
                                               const char *encoding, const char *delimiter,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
PostinoImportLook *postino_import_look_finish (GAsyncResult *result, GError **error);

/* Remembers @wishes ("1=email" …) for files of the shape of @look, and @list (NULL: none) for all. */
void               postino_import_look_remember (PostinoStore *store, const PostinoImportLook *look,
                                                 const char *const *wishes, const char *list);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoImportLook, postino_import_look_free)
