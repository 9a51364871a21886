/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "smtp/smtp-engine.h"

/* What the driver asks and tells, always on the thread that called postino_smtp_client_run (). */
typedef struct {
  /* The next message, rendered, valid until it is answered; NULL if there is none now. Called while
   * an answer is on its way, so that rendering costs no time; may wait itself only if @idle, that
   * is when nothing is in flight. */
  const PostinoSmtpMessage *(*next) (gpointer user_data, gboolean idle);

  /* Before the first body byte is written. Up to here the server has only an envelope. May be
   * NULL. */
  void (*body)     (const PostinoSmtpMessage *message, gpointer user_data);

  /* Right before the write that holds the final dot: from here on the outcome is the server's to
   * tell. May be NULL. */
  void (*dot)      (const PostinoSmtpMessage *message, gpointer user_data);

  /* Exactly once for each message next () gave. @reply, or NULL with @error when none came; then
   * @stage DOT means in doubt, any earlier stage that nothing was delivered. */
  void (*answered) (const PostinoSmtpMessage *message, PostinoSmtpStage stage,
                    const PostinoSmtpReply *reply,
                    const GError *error, gpointer user_data);
} PostinoSmtpClientHooks;

/* One connection to one server, on one thread, for many messages. */
typedef struct _PostinoSmtpClient PostinoSmtpClient;

/* Connects, encrypts and signs in; blocks. @cancellable is kept as the wish to stop (see run).
 * @transcript may be NULL; it is called on this thread. Errors are sentences for the user:
 * POSTINO_ERROR_NOT_FOUND (name), _REFUSED (port, credentials, policy), _BUSY (4yz: later),
 * _TIMEOUT, _TLS, _PROTOCOL (no SMTP), _FAILED, or G_IO_ERROR_CANCELLED. */
PostinoSmtpClient *postino_smtp_client_connect   (const PostinoSmtpProfile *profile,
                                                  const char               *password,
                                                  GCancellable             *cancellable,
                                                  PostinoSmtpTranscript     transcript,
                                                  gpointer                  transcript_data,
                                                  GError                  **error);

/* The hard stop: cancelled, it abandons everything at once, a message in doubt included. Before run
 * (); may be NULL. */
void               postino_smtp_client_set_abort (PostinoSmtpClient *client, GCancellable *abort);

/* Sends until next () gives NULL with nothing in flight, or @max_messages were taken (0: no bound).
 * TRUE if the connection can be used again, by another run or quit. FALSE with the reason if it
 * cannot; all messages taken are answered then, too.
 *
 * When the cancellable of connect () is cancelled, no message is taken any more; one whose dot is
 * out is waited for; one that is less far is dropped with its connection (FALSE,
 * G_IO_ERROR_CANCELLED). */
gboolean           postino_smtp_client_run       (PostinoSmtpClient            *client,
                                                  const PostinoSmtpClientHooks *hooks,
                                                  gpointer                      user_data,
                                                  guint                         max_messages,
                                                  GError                      **error);

gboolean           postino_smtp_client_is_usable (PostinoSmtpClient *client);

/* For the probe: "TLS 1.3" or NULL; bytes, 0 for no limit told. */
const char        *postino_smtp_client_get_protocol   (PostinoSmtpClient *client);
gboolean           postino_smtp_client_offers_auth    (PostinoSmtpClient *client);
guint64            postino_smtp_client_get_size_limit (PostinoSmtpClient *client);

#define POSTINO_SMTP_QUIT_PATIENCE_MS 5000 /* nobody waits five minutes for a good-bye */

/* A polite QUIT, waited for a few seconds at most; what goes wrong is nothing. Then only free is
 * left. */
void               postino_smtp_client_quit      (PostinoSmtpClient *client);
void               postino_smtp_client_free      (PostinoSmtpClient *client);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoSmtpClient, postino_smtp_client_free)
