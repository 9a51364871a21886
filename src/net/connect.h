/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Connects by TCP, never through a proxy, with TCP_NODELAY. Blocks this thread for at most
 * @timeout_ms, name look-up included. @host: a name (international ones too) or an address. Errors
 * are sentences that name “host:port”: POSTINO_ERROR_NOT_FOUND (no such name), _REFUSED, _TIMEOUT,
 * _FAILED; or G_IO_ERROR_CANCELLED. Any thread. */
GSocketConnection *postino_net_connect (const char   *host,
                                        guint         port,
                                        guint         timeout_ms,
                                        GCancellable *cancellable,
                                        GError      **error);
