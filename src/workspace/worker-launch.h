/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Starts the worker of @folder if none runs, and waits until it has its lock. It outlives the
 * caller; what it says goes to `worker.log` in the workspace. Blocks for some seconds at most. */
gboolean postino_worker_launch (const char *folder, GError **error);

/* Asks the worker to end and waits until it has: connections drain, nothing is left in doubt. TRUE
 * if none runs. */
gboolean postino_worker_launch_stop (const char *folder, GError **error);

/* The worker writes its process id, so that it can be stopped. */
gboolean postino_worker_launch_write_pid (const char *folder, GError **error);
