/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "smtp/smtp-receiver.h"

/* An SMTP server on 127.0.0.1: one thread accepts, one more for each connection; no main loop is
 * needed. Made, started and stopped on one thread. */
#define POSTINO_TYPE_SMTP_SERVER (postino_smtp_server_get_type ())
G_DECLARE_FINAL_TYPE (PostinoSmtpServer, postino_smtp_server, POSTINO, SMTP_SERVER, GObject)

#define POSTINO_SMTP_SERVER_CONNECTIONS_MAX 64
#define POSTINO_SMTP_SERVER_IDLE_MS 300000 /* a client that says nothing for so long is let go */

/* @receiver outlives the server; it is called on the connections' threads. */
PostinoSmtpServer *postino_smtp_server_new      (PostinoSmtpReceiver *receiver);

/* @port 0: any free one. POSTINO_ERROR_BUSY if the port is taken. */
gboolean           postino_smtp_server_start    (PostinoSmtpServer *server, guint port,
                                                 GError **error);

guint              postino_smtp_server_get_port (PostinoSmtpServer *server); /* 0 while stopped */

/* Accepts no more, ends the connections (a message half received is not taken) and waits for their
 * threads, so that the receiver is not called any more. Idempotent. */
void               postino_smtp_server_stop     (PostinoSmtpServer *server);
