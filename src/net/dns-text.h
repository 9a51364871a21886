/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* TXT records by the system's name servers, for net/dns alone; errors are GResolver's. The texts
 * (char *) are UTF-8: other bytes are replaced. Arrays are yours and never empty. */

/* @name in A-labels. Calls back on the thread-default context. */
void       postino_dns_text_ask_async  (const char *name, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *postino_dns_text_ask_finish (GAsyncResult *result, GError **error);

/* The TXT records of an answer as it came from the wire (RFC 1035, 4). Pure. */
GPtrArray *postino_dns_text_parse      (const guint8 *answer, gsize n_bytes, GError **error);
