/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* The worker's side of the bus. Main context only. */
typedef struct _PostinoWorkerBus PostinoWorkerBus;

typedef void (*PostinoLookFunc) (const char *topic, gpointer user_data);

#define POSTINO_WORKER_BUS_PATH "/org/postino/Postino/Worker"

/* "org.postino.Postino.Worker.w" and a hash of @folder, so that each workspace's worker has its
 * own; yours. */
char             *postino_worker_bus_build_name (const char *folder);

/* Never fails: without a session bus everything goes on by looking. */
PostinoWorkerBus *postino_worker_bus_new    (const char *folder, PostinoLookFunc look,
                                             gpointer user_data);
void              postino_worker_bus_free   (PostinoWorkerBus *bus);
/* The name a window of @folder owns while it has the workspace open; yours. */
char             *postino_worker_bus_build_window_name (const char *folder);

/* Whether a window is open, which then tells its user itself. */
gboolean          postino_worker_bus_has_window (PostinoWorkerBus *bus);
/* One is open, or was until a moment after @at_us (wall clock). */
gboolean          postino_worker_bus_had_window (PostinoWorkerBus *bus, gint64 at_us);
void              postino_worker_bus_tell_progress (PostinoWorkerBus *bus, gint64 campaign);
