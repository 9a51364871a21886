/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/db.h"

/* One database file in this process: exactly one writing connection, on a thread of its own, and
 * readers. */
#define POSTINO_TYPE_STORE (postino_store_get_type ())
G_DECLARE_FINAL_TYPE (PostinoStore, postino_store, POSTINO, STORE, GObject)

typedef enum {
  POSTINO_STORE_URGENT, /* sending: goes before everything that waits */
  POSTINO_STORE_NORMAL,
} PostinoStoreUrgency;

/* Runs inside one transaction (write) or one snapshot (read). FALSE rolls back. */
typedef gboolean (*PostinoStoreFunc) (PostinoDb *db, gpointer data, GError **error);

/* @path must be migrated already. */
PostinoStore *postino_store_new (const char *path, GError **error);

/* Ends the writer's thread after what was submitted; no call may come after. */
void          postino_store_close (PostinoStore *store);

/* Blocks the calling thread until @func's transaction is committed, durably. Any thread but the
 * writer's own. */
gboolean      postino_store_write (PostinoStore *store, PostinoStoreUrgency urgency,
                                   PostinoStoreFunc func, gpointer data,
                                   GError **error);

/* Blocks; runs on a reading connection in the calling thread. */
gboolean      postino_store_read  (PostinoStore *store, PostinoStoreFunc func, gpointer data,
                                   GError **error);

/* The GUI's door: @func on a thread, @callback in the caller's main context. @data is freed by
 * @destroy after both. A read that is cancelled ends soon. Writing is done in the order asked for,
 * and before the store closes even if nobody hears of it any more. */
void          postino_store_run_async  (PostinoStore *store, gboolean write, PostinoStoreFunc func,
                                        gpointer data,
                                        GDestroyNotify destroy, GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer user_data);
/* The @data given, borrowed until the last reference to @result goes; NULL with @error if @func
 * failed. */
gpointer      postino_store_run_finish (PostinoStore *store, GAsyncResult *result, GError **error);

/* While TRUE (a campaign runs here or elsewhere) the writer rests after a normal transaction for as
 * long as it took. */
void          postino_store_set_polite (PostinoStore *store, gboolean polite);

/* From now on the WAL is checkpointed by a thread of the store and never inside a commit. For the
 * worker. */
gboolean      postino_store_start_checkpoints (PostinoStore *store, GError **error);

const char   *postino_store_get_path (PostinoStore *store);
