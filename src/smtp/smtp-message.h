/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "smtp/smtp-reply.h"

/* One message to one recipient. The caller's, valid until it is answered. */
typedef struct {
  gint64 row; /* the caller's, passed back untouched */
  guint attempt;
  const char *sender;    /* envelope from; "" for the null path */
  const char *recipient; /* as it goes on the wire */
  GBytes *bytes;         /* the whole message, CRLF lines, not dot-stuffed */
} PostinoSmtpMessage;

/* What a server said it can, in its answer to EHLO. */
typedef struct {
  gboolean pipelining;
  gboolean starttls;
  gboolean eightbit;
  gboolean smtputf8;
  guint64 size_limit; /* bytes; 0: none told */
  char *auth;         /* names of mechanisms, separated by blanks; or NULL */
} PostinoSmtpFeatures;

void              postino_smtp_features_learn  (PostinoSmtpFeatures *features,
                                                const PostinoSmtpReply *ehlo);
void              postino_smtp_features_forget (PostinoSmtpFeatures *features);

/* Our own no to a message this server could not take or we must not write, in the words a server
 * would use, so that the verdict is one table's business; NULL if it may go. *@stage: RCPT if the
 * recipient is refused, else MAIL. *@has_8bit: some byte is above 127. Yours. */
PostinoSmtpReply *postino_smtp_message_find_refusal (const PostinoSmtpMessage  *message,
                                                     const PostinoSmtpFeatures *features,
                                                     PostinoSmtpStage          *stage,
                                                     gboolean                  *has_8bit);

/* TRUE if an address of the envelope needs SMTPUTF8 (RFC 6531). */
gboolean          postino_smtp_message_needs_utf8 (const PostinoSmtpMessage *message);
