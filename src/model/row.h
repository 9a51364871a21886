/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

/* One row of a row-list: what a table's own struct says, as an object a view can hold. Main context
 * only.
 *
 * Properties, read-only: "id" (gint64), "name" (what to call it). Signal "changed": it was read
 * again and may differ. */
#define POSTINO_TYPE_ROW (postino_row_get_type ())
G_DECLARE_FINAL_TYPE (PostinoRow, postino_row, POSTINO, ROW, GObject)

/* What the values of a list are; static. */
typedef struct {
  gint64      (*get_id)   (gconstpointer value);
  const char *(*get_name) (gconstpointer value);
  GDestroyNotify free_value;
} PostinoRowKind;

/* Takes @value. */
PostinoRow   *postino_row_new    (const PostinoRowKind *kind, gpointer value);

/* The same row, read again; takes @value, which must have the same id. */
void          postino_row_take   (PostinoRow *row, gpointer value);

gint64        postino_row_get_id (PostinoRow *row);

/* The table's struct ("const PostinoServer *"), borrowed until the row changes. */
gconstpointer postino_row_get    (PostinoRow *row);
