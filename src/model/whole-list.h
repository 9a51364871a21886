/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/store.h"

/* What lists that are read whole have in common (tens or hundreds of rows); private to model/. Main
 * context only. Of a million rows see paged-ids. */
typedef struct _PostinoWholeList PostinoWholeList;

/* What the rows are; lives as long as the list. Rows are plain values that travel between threads. */
typedef struct {
  const char *const *topics; /* a bump of one of these makes it read again; NULL-terminated */

  /* @query as it was set. On a store thread; the array has a free function that takes NULL. */
  GPtrArray *(*read) (PostinoDb *db, gconstpointer query, GError **error);

  gint64     (*get_row_id)  (gconstpointer row, gconstpointer query);
  gint64     (*get_item_id) (gpointer item);
  GObject   *(*make_item)   (gpointer row, gconstpointer query); /* takes @row; yours */
  void       (*fill_item)   (gpointer item, gpointer row);       /* takes @row */
} PostinoWholeKind;

/* @owner, a GListModel with the properties "n-items", "is-loading" and "failure", is not owned; it
 * emits and notifies. @query is a number or a static pointer. Reading starts at once. */
PostinoWholeList *postino_whole_list_new  (const PostinoWholeKind *kind, GListModel *owner,
                                           PostinoStore *store, gconstpointer query);
void              postino_whole_list_free (PostinoWholeList *self);

/* Shows something else; what was shown stays until it is there. */
void              postino_whole_list_set_query (PostinoWholeList *self, gconstpointer query);

/* A nudge; see postino_topic_watch_look (). */
void              postino_whole_list_look      (PostinoWholeList *self);

guint             postino_whole_list_get_n_items (PostinoWholeList *self);
gpointer          postino_whole_list_get_item    (PostinoWholeList *self, guint position); /* yours */

/* The item of that id, borrowed; NULL: it is not there. @position may be NULL. */
gpointer          postino_whole_list_find        (PostinoWholeList *self, gint64 id,
                                                  guint *position);

gboolean          postino_whole_list_is_loading  (PostinoWholeList *self); /* not read once yet */
const char       *postino_whole_list_get_failure (PostinoWholeList *self); /* borrowed; NULL: none */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoWholeList, postino_whole_list_free)
