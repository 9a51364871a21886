/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A small document that a stranger publishes, over HTTPS and nothing else. Blocks for at most
 * @timeout_ms, all redirects together: not on a main loop that draws. Any thread. */

#define POSTINO_HTTPS_MAX_BYTES (64 * 1024)
#define POSTINO_HTTPS_MAX_REDIRECTS 3

/* @trust NULL: the system's authorities. NULL with
 *   POSTINO_ERROR_INVALID    @url, or where it leads, is no https:// address
 *   POSTINO_ERROR_NOT_FOUND  the server has no such document
 *   POSTINO_ERROR_LIMIT      it is too long, or led on too often
 *   POSTINO_ERROR_TIMEOUT, _TLS, _FAILED  it cannot be had
 *   G_IO_ERROR_CANCELLED */
GBytes *postino_https_get (const char *url, GTlsDatabase *trust, guint timeout_ms,
                           GCancellable *cancellable, GError **error);
