/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "net/tls.h"

/* One blocking byte stream, plain or TLS, with a deadline on every call. Belongs to one thread;
 * what other threads may do is cancel. All times in milliseconds. */
#define POSTINO_TYPE_STREAM (postino_stream_get_type ())
G_DECLARE_FINAL_TYPE (PostinoStream, postino_stream, POSTINO, STREAM, GObject)

/* As postino_net_connect (). */
PostinoStream *postino_stream_connect     (const char   *host,
                                           guint         port,
                                           const char   *source,
                                           guint         timeout_ms,
                                           GCancellable *cancellable,
                                           GError      **error);

/* Over a connection that is already open (one that was accepted; a socketpair in tests). */
PostinoStream *postino_stream_new         (GSocketConnection *connection);

/* Bytes read, at least one; 0 when the other side has closed; -1 with POSTINO_ERROR_TIMEOUT,
 * POSTINO_ERROR_FAILED or G_IO_ERROR_CANCELLED. */
gssize         postino_stream_read_some   (PostinoStream *stream,
                                           void          *buffer,
                                           gsize          size,
                                           guint          timeout_ms,
                                           GCancellable  *cancellable,
                                           GError       **error);

/* All of @bytes or FALSE; a failed write leaves open how much has left, so the stream is good for
 * nothing after it. @timeout_ms is for the whole. One system call where the socket takes it. */
gboolean       postino_stream_write_all   (PostinoStream *stream,
                                           const void    *bytes,
                                           gsize          n_bytes,
                                           guint          timeout_ms,
                                           GCancellable  *cancellable,
                                           GError       **error);

/* Turns a plain stream into a TLS one. The caller must have read nothing beyond the reply that
 * allowed it: bytes that came before the handshake are an attack and not to be kept. Errors as
 * postino_tls_handshake (). */
gboolean       postino_stream_start_tls   (PostinoStream           *stream,
                                           const PostinoTlsOptions *options,
                                           guint                    timeout_ms,
                                           GCancellable            *cancellable,
                                           GError                 **error);

gboolean       postino_stream_is_secure   (PostinoStream *stream);

/* TRUE if the other end is this machine: 127.0.0.0/8, ::1 or a local socket. */
gboolean       postino_stream_is_loopback (PostinoStream *stream);

/* "TLS 1.3" or NULL when plain; static. */
const char    *postino_stream_get_protocol (PostinoStream *stream);

/* This end's address as SMTP writes it in EHLO: "[192.0.2.7]", "[IPv6:2001:db8::7]"; yours. */
char          *postino_stream_dup_local_literal (PostinoStream *stream);

/* Closes at once; the farewell of TLS is sent if it can be without waiting. Idempotent. */
void           postino_stream_close       (PostinoStream *stream);
