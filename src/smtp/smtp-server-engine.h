/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "smtp/smtp-receiver.h"

#define POSTINO_SMTP_SERVER_LINE_MAX 1024 /* bytes of a command without CRLF: 512 of RFC 5321, and parameters */
#define POSTINO_SMTP_SERVER_MESSAGE_MAX (25 * 1024 * 1024) /* bytes */
#define POSTINO_SMTP_SERVER_RECIPIENTS_MAX 100
#define POSTINO_SMTP_SERVER_ERRORS_MAX 20 /* refused commands, then 421 and the end */

/* The server's side of SMTP without input and output: bytes in, replies out, messages to the
 * receiver. */
typedef struct _PostinoSmtpServerEngine PostinoSmtpServerEngine;

/* @receiver outlives the engine. @peer: the client's address, for the receiver. */
PostinoSmtpServerEngine *postino_smtp_server_engine_new  (PostinoSmtpReceiver *receiver,
                                                          const char *peer);
void                     postino_smtp_server_engine_free (PostinoSmtpServerEngine *engine);

void                     postino_smtp_server_engine_feed (PostinoSmtpServerEngine *engine,
                                                          const char              *bytes,
                                                          gsize                    n_bytes);

/* What to send, emptied by the driver; the greeting is in it from the start. */
GByteArray              *postino_smtp_server_engine_get_output (PostinoSmtpServerEngine *engine);

/* TRUE when the connection is to be closed once the output is sent. */
gboolean                 postino_smtp_server_engine_is_over (PostinoSmtpServerEngine *engine);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoSmtpServerEngine, postino_smtp_server_engine_free)
