/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/table-row.h"
#include "store/store.h"

/* A short table that is read whole: a GListModel of PostinoTableRow, read again when a topic moves. Main
 * context only; never waits for the database. A row stays the same object as long as it is there.
 *
 * Properties, read-only: "n-items", "is-loading" (not read once yet), "failure" (a sentence; NULL:
 * none). */
#define POSTINO_TYPE_ROW_LIST (postino_row_list_get_type ())
G_DECLARE_FINAL_TYPE (PostinoRowList, postino_row_list, POSTINO, ROW_LIST, GObject)

typedef struct {
  PostinoTableRowKind row;
  const char *const *topics;                            /* static, NULL-terminated */
  GPtrArray *(*read) (PostinoDb *db, GError **error);   /* of values with a free function; yours */
} PostinoRowListKind;

/* @kind is static. */
PostinoRowList *postino_row_list_new         (PostinoStore *store, const PostinoRowListKind *kind);

/* A nudge: looks now, at most four times a second. */
void            postino_row_list_look        (PostinoRowList *self);

gboolean        postino_row_list_is_loading  (PostinoRowList *self);
const char     *postino_row_list_get_failure (PostinoRowList *self);

/* The row of that id, borrowed; NULL: it is not there. @position may be NULL. */
PostinoTableRow     *postino_row_list_find        (PostinoRowList *self, gint64 id, guint *position);
