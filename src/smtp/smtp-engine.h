/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "smtp/smtp-message.h"
#include "smtp/smtp-profile.h"
#include "smtp/smtp-reply.h"

typedef enum {
  /* shake hands now, then say so with postino_smtp_engine_secured () */
  POSTINO_SMTP_EVENT_START_TLS,
  /* greeted, encrypted and signed in as the profile asks: messages may come */
  POSTINO_SMTP_EVENT_READY,
  POSTINO_SMTP_EVENT_GO,        /* the server waits for the body of @message */
  /* the end of @message: @stage and @reply, or @reply NULL and @error */
  POSTINO_SMTP_EVENT_ANSWERED,
  POSTINO_SMTP_EVENT_FAILED,    /* @error: close the connection. The last event */
  POSTINO_SMTP_EVENT_CLOSED,    /* QUIT was answered. The last event */
} PostinoSmtpEventKind;

/* All borrowed until the next call of the engine. */
typedef struct {
  PostinoSmtpEventKind kind;
  const PostinoSmtpMessage *message;
  PostinoSmtpStage stage;
  const PostinoSmtpReply *reply;
  const GError *error;
} PostinoSmtpEvent;

/* Each line as it passes, without line ends; secrets are masked and bodies left out. */
typedef void (*PostinoSmtpTranscript) (gboolean is_ours, const char *line, gpointer user_data);

/* The client's side of SMTP without input and output (see smtp-engine.c). One thread at a time. */
typedef struct _PostinoSmtpEngine PostinoSmtpEngine;

/* @password may be NULL if the profile does not sign in; copied, wiped after use. @hello_name: for
 * EHLO if the profile has none. @is_secure: TLS is up already. @is_loopback: the other end is this
 * machine. */
PostinoSmtpEngine *postino_smtp_engine_new  (const PostinoSmtpProfile *profile,
                                             const char               *password,
                                             const char               *hello_name,
                                             gboolean                  is_secure,
                                             gboolean                  is_loopback);
void               postino_smtp_engine_free (PostinoSmtpEngine *engine);
void               postino_smtp_engine_set_transcript (PostinoSmtpEngine     *engine,
                                                       PostinoSmtpTranscript  transcript,
                                                       gpointer               user_data);

/* In: bytes from the server; then take events until there is none. Out: bytes to write, emptied by
 * the driver. */
void               postino_smtp_engine_feed         (PostinoSmtpEngine *engine, const char *bytes,
                                                     gsize n_bytes);
gboolean           postino_smtp_engine_next_event   (PostinoSmtpEngine *engine,
                                                     PostinoSmtpEvent *event);
GByteArray        *postino_smtp_engine_get_output   (PostinoSmtpEngine *engine);

/* The handshake asked for by START_TLS is done. */
void               postino_smtp_engine_secured      (PostinoSmtpEngine *engine);

/* The driver lost the connection (EOF, timeout, cancelled): every message not yet answered is
 * answered by the events that follow, at the stage it had reached, and FAILED comes last. The first
 * fault stands; a second is nothing. */
void               postino_smtp_engine_fail         (PostinoSmtpEngine *engine,
                                                     const GError *error);

/* TRUE when submit may be called: pipelined, already while an earlier message's dot awaits its
 * answer. All events must have been taken. */
gboolean           postino_smtp_engine_can_submit   (PostinoSmtpEngine *engine);
void               postino_smtp_engine_submit       (PostinoSmtpEngine *engine,
                                                     const PostinoSmtpMessage *message);

/* After GO. put_body appends the next piece of at most about @max bytes, TRUE when the body is
 * whole; then put_dot. */
gboolean           postino_smtp_engine_put_body     (PostinoSmtpEngine *engine, gsize max);
void               postino_smtp_engine_put_dot      (PostinoSmtpEngine *engine);

void               postino_smtp_engine_quit         (PostinoSmtpEngine *engine);

/* The message whose dot is out and unanswered; the one that waits for its body to be put; NULL if
 * none. */
const PostinoSmtpMessage *postino_smtp_engine_get_dotted (PostinoSmtpEngine *engine);
const PostinoSmtpMessage *postino_smtp_engine_get_open   (PostinoSmtpEngine *engine);

/* Nothing is under way: all that was submitted is answered, its commands as well. */
gboolean           postino_smtp_engine_is_idle      (PostinoSmtpEngine *engine);
gboolean           postino_smtp_engine_is_usable    (PostinoSmtpEngine *engine);

/* Which answer is next, for the deadline; how many have come so far. FALSE if none is awaited. */
gboolean           postino_smtp_engine_get_awaited  (PostinoSmtpEngine *engine,
                                                     PostinoSmtpStage *stage);
guint64            postino_smtp_engine_count_replies (PostinoSmtpEngine *engine);

/* From EHLO; for the probe: any way to sign in; a size of 0 is no limit told. */
gboolean           postino_smtp_engine_offers_auth    (PostinoSmtpEngine *engine);
guint64            postino_smtp_engine_get_size_limit (PostinoSmtpEngine *engine);
gboolean           postino_smtp_engine_can_pipeline   (PostinoSmtpEngine *engine);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoSmtpEngine, postino_smtp_engine_free)
