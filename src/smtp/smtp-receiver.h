/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Who a message comes from and goes to, as the client said it. Borrowed by the receiver during a
 * call. */
typedef struct {
  const char *hello;      /* what the client called itself; "" before EHLO */
  const char *peer;       /* the client's address */
  const char *sender;     /* "" for the null path */
  GPtrArray *recipients;  /* of char*, at least one when data () is called */
} PostinoSmtpEnvelope;

/* Whoever takes messages from the SMTP server: the sandbox, later the relay. Each function answers
 * NULL for yes, or a whole reply line ("550 5.1.1 No such user"), the caller's to free. Called on
 * the connection's thread, several connections at once; so the receiver locks what it shares. */
typedef struct _PostinoSmtpReceiver PostinoSmtpReceiver;

struct _PostinoSmtpReceiver {
  /* may be NULL */
  char *(*mail) (PostinoSmtpReceiver *receiver, const PostinoSmtpEnvelope *envelope);
  char *(*rcpt) (PostinoSmtpReceiver *receiver, const PostinoSmtpEnvelope *envelope, const char *recipient); /* may be NULL */

  /* @message: dots unstuffed, line ends as they came. NULL means taken, durably: it is then the
   * receiver's. */
  char *(*data) (PostinoSmtpReceiver *receiver, const PostinoSmtpEnvelope *envelope,
                 GBytes *message);
};
