/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* The worker as other programs see it. Main context only.
 *
 * Signal "progress" (gint64 campaign). Property "is-running": the worker's name is owned on the
 * bus. Without a session bus nothing ever happens, and nothing fails: look once a second. */
#define POSTINO_TYPE_WORKER_PROXY (postino_worker_proxy_get_type ())
G_DECLARE_FINAL_TYPE (PostinoWorkerProxy, postino_worker_proxy, POSTINO, WORKER_PROXY, GObject)

PostinoWorkerProxy *postino_worker_proxy_new  (const char *folder);
gboolean            postino_worker_proxy_is_running (PostinoWorkerProxy *proxy);
void                postino_worker_proxy_look (PostinoWorkerProxy *proxy, const char *topic);

/* One nudge without a proxy, for programs that end at once. Blocks for a fraction of a second at
 * most. */
void                postino_worker_proxy_nudge (const char *folder, const char *topic);
