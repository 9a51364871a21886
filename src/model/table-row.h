/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

/* One row of a row-list: what a table's own struct says, as an object a view can hold. Main context
 * only.
 *
 * Properties, read-only: "id" (gint64), "name" (what to call it). Signal "changed": it was read
 * again and may differ. */
#define POSTINO_TYPE_TABLE_ROW (postino_table_row_get_type ())
G_DECLARE_FINAL_TYPE (PostinoTableRow, postino_table_row, POSTINO, TABLE_ROW, GObject)

/* What the values of a list are; static. */
typedef struct {
  gint64      (*get_id)   (gconstpointer value);
  const char *(*get_name) (gconstpointer value);
  GDestroyNotify free_value;
} PostinoTableRowKind;

/* Takes @value. */
PostinoTableRow   *postino_table_row_new    (const PostinoTableRowKind *kind, gpointer value);

/* The same row, read again; takes @value, which must have the same id. */
void          postino_table_row_take   (PostinoTableRow *row, gpointer value);

gint64        postino_table_row_get_id (PostinoTableRow *row);

/* The table's struct ("const PostinoServer *"), borrowed until the row changes. */
gconstpointer postino_table_row_get    (PostinoTableRow *row);
