/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Connects by TCP, never through a proxy, with TCP_NODELAY. Blocks this thread for at most
 * @timeout_ms, name look-up included. @host: a name (international ones too) or an address; @source: the
 * address of this machine's to come from, or NULL. Errors are sentences that name “host:port”:
 * POSTINO_ERROR_NOT_FOUND (no such name), _TIMEOUT, _FAILED; or G_IO_ERROR_CANCELLED. Any thread. */
GSocketConnection *postino_net_connect (const char   *host,
                                        guint         port,
                                        const char   *source,
                                        guint         timeout_ms,
                                        GCancellable *cancellable,
                                        GError      **error);

/* @source is an address this machine can come from now; else POSTINO_ERROR_INVALID (it is no address) or
 * _NOT_FOUND (it is not this machine's). Any thread. */
gboolean           postino_net_check_source (const char *source, GError **error);
