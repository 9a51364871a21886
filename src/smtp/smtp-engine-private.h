/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "smtp/smtp-auth.h"
#include "smtp/smtp-engine.h"

/* What smtp-engine.c (messages) and smtp-engine-setup.c (greeting to AUTH) share; for nobody
 * else. */

enum { AWAITED_MAX = 16 }; /* a lone dot, RSET, and an envelope behind a dot make six */

typedef enum {
  STATE_SETUP,     /* greeting to AUTH */
  STATE_HANDSHAKE, /* the driver shakes hands */
  STATE_OPEN,
  STATE_QUITTING,
  STATE_BROKEN,    /* whoever is unanswered is answered now, then FAILED */
  STATE_OVER,      /* the last event was taken */
} State;

typedef enum {
  AWAIT_GREETING,
  AWAIT_EHLO,
  AWAIT_HELO,
  AWAIT_STARTTLS,
  AWAIT_AUTH,
  AWAIT_MAIL,
  AWAIT_RCPT,
  AWAIT_DATA,
  AWAIT_DOT,
  AWAIT_LONE_DOT,
  AWAIT_RSET,
  AWAIT_QUIT,
} Await;

typedef struct {
  const PostinoSmtpMessage *message;
  PostinoSmtpStage stage;
  gboolean is_answered; /* settled, but answers to its commands are still on their way */
  gboolean is_open;     /* 354 was given: the body may go */
  gboolean has_8bit;
  gsize offset;         /* bytes of the body already put */
} Slot;

struct _PostinoSmtpEngine {
  PostinoSmtpProfile *profile;
  char *password;
  char *hello_name;
  char *label; /* "host:port", for sentences */
  PostinoSmtpTranscript transcript;
  gpointer transcript_data;

  State state;
  gboolean is_secure;
  gboolean is_loopback;
  gboolean needs_rset;
  PostinoSmtpFeatures features;
  PostinoSmtpAuth *auth; /* while signing in */
  GError *error;

  PostinoSmtpReplyParser *parser;
  GByteArray *input;
  gsize input_taken;
  GByteArray *output;
  guint64 n_replies;

  Await awaited[AWAITED_MAX];
  guint first_awaited;
  guint n_awaited;
  Slot dotted;
  Slot envelope;
  PostinoSmtpReply *refusal; /* our own, for `envelope`, not yet taken as an event */
};

/* Ends it all with POSTINO_ERROR @code and a sentence; the first one stands. */
void     postino_smtp_engine_break_off          (PostinoSmtpEngine *self, int code,
                                                 const char *format, ...)
  G_GNUC_PRINTF (3, 4);
void     postino_smtp_engine_break_off_protocol (PostinoSmtpEngine *self,
                                                 const PostinoSmtpReply *reply);
void     postino_smtp_engine_break_off_refused  (PostinoSmtpEngine *self,
                                                 const PostinoSmtpReply *reply);

/* FALSE, and broken off, if unread bytes lie here that would be taken for the answer to what is put
 * next. */
gboolean postino_smtp_engine_check_in_step      (PostinoSmtpEngine *self);
void     postino_smtp_engine_await              (PostinoSmtpEngine *self, Await await);

/* One line out, and its answer awaited. @shown: what the transcript may hold of it. */
gboolean postino_smtp_engine_put_shown          (PostinoSmtpEngine *self, Await await,
                                                 const char *line, gsize max,
                                                 const char *shown);
gboolean postino_smtp_engine_put_command        (PostinoSmtpEngine *self, Await await,
                                                 const char *line);

void     postino_smtp_engine_put_hello          (PostinoSmtpEngine *self, Await await);
gboolean postino_smtp_engine_take_setup_reply   (PostinoSmtpEngine *self, Await await,
                                                 const PostinoSmtpReply *reply,
                                                 PostinoSmtpEvent *event);
