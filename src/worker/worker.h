/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Everything that runs for a workspace without a person looking. Main thread. */
typedef struct _PostinoWorker PostinoWorker;

typedef struct {
  const char *folder;
  gboolean stays;    /* in the foreground: does not leave when there is nothing to do */
  gboolean with_bus;
} PostinoWorkerOptions;

/* Opens the workspace, takes its lock, settles what a crash left, starts everything. */
PostinoWorker *postino_worker_start (const PostinoWorkerOptions *options, GError **error);

/* Until @loop's quit: by postino_worker_start's own timer when there is nothing to do, or by the
 * caller. */
void           postino_worker_set_loop (PostinoWorker *worker, GMainLoop *loop);

/* Connections drain, outcomes are written, the collector's spool is flushed and harvested.
 * Blocks. */
void           postino_worker_stop  (PostinoWorker *worker);
