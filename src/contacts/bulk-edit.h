/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/store.h"

/* One change to a selection of contacts, be it three or a million, and its undo. A value; its
 * functions block and are for a thread of the caller's (GTask). */
typedef enum {
  POSTINO_BULK_ADD_TO_LIST,      /* target: the list's id */
  POSTINO_BULK_REMOVE_FROM_LIST,
  POSTINO_BULK_ADD_TAG,          /* target: the tag's id */
  POSTINO_BULK_REMOVE_TAG,
  POSTINO_BULK_DELETE,           /* target: 0 */
} PostinoBulkVerb;

typedef struct _PostinoBulkEdit PostinoBulkEdit;

/* @ids: GArray of gint64, taken. */
PostinoBulkEdit *postino_bulk_edit_new  (PostinoBulkVerb verb, gint64 target, GArray *ids);
void             postino_bulk_edit_free (PostinoBulkEdit *edit);

/* Does it, in short transactions, once. If it fails or is cancelled, what was done so far is taken
 * back. */
gboolean         postino_bulk_edit_run  (PostinoBulkEdit *edit, PostinoStore *store, gint64 now_us,
                                         GCancellable *cancellable, GError **error);

/* Takes back what it did, and nothing that was so before or has been done by others since. */
gboolean         postino_bulk_edit_undo (PostinoBulkEdit *edit, PostinoStore *store, gint64 now_us,
                                         GError **error);

/* How many contacts it changed; those that were as wanted already are not counted. */
guint            postino_bulk_edit_get_n_changed (PostinoBulkEdit *edit);

/* Contacts it has looked at so far; any thread, while it runs. */
guint            postino_bulk_edit_get_n_done    (PostinoBulkEdit *edit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoBulkEdit, postino_bulk_edit_free)
