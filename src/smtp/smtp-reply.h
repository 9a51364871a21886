/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* At which step of the conversation something was said or went wrong. What a message's stage
 * promises: up to and with BODY its final dot surely never left, so nothing was delivered; DOT
 * means that it left. */
typedef enum {
  POSTINO_SMTP_STAGE_CONNECT, /* TCP, TLS from the first byte, and the greeting */
  POSTINO_SMTP_STAGE_HELLO,
  POSTINO_SMTP_STAGE_STARTTLS,
  POSTINO_SMTP_STAGE_AUTH,
  POSTINO_SMTP_STAGE_MAIL,
  POSTINO_SMTP_STAGE_RCPT,
  POSTINO_SMTP_STAGE_DATA,
  POSTINO_SMTP_STAGE_BODY,
  POSTINO_SMTP_STAGE_DOT,
  POSTINO_SMTP_STAGE_RSET,
  POSTINO_SMTP_STAGE_QUIT,
} PostinoSmtpStage;

#define POSTINO_SMTP_N_STAGES (POSTINO_SMTP_STAGE_QUIT + 1)

/* "mail", "dot" …: for the command line, logs and the database. */
const char *postino_smtp_stage_to_nick   (PostinoSmtpStage stage);
gboolean    postino_smtp_stage_from_nick (const char *nick, PostinoSmtpStage *stage);

/* A server's whole answer. */
typedef struct {
  guint code;        /* 200 to 599 */
  char enhanced[12]; /* RFC 3463, "5.1.1"; "" if there was none */
  char *text;        /* valid UTF-8 without control characters, lines joined by "\n", without the codes */
} PostinoSmtpReply;

#define POSTINO_SMTP_REPLY_LINE_MAX 2048 /* bytes without the line end; what is beyond is cut off */
#define POSTINO_SMTP_REPLY_LINES_MAX 100 /* lines; one more is a protocol error */

/* Yours. @enhanced may be "" or NULL. */
PostinoSmtpReply *postino_smtp_reply_new       (guint code, const char *enhanced, const char *text);
PostinoSmtpReply *postino_smtp_reply_copy      (const PostinoSmtpReply *reply);
void              postino_smtp_reply_free      (PostinoSmtpReply *reply);

/* One whole reply ("550 5.1.1 No such user", several lines with "-" too; the last line end may be
 * missing). NULL with POSTINO_ERROR_PROTOCOL. */
PostinoSmtpReply *postino_smtp_reply_parse     (const char *text, GError **error);

/* "550 5.1.1 No such user" on one line, for the ledger and for people; yours. */
char             *postino_smtp_reply_to_string (const PostinoSmtpReply *reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoSmtpReply, postino_smtp_reply_free)

typedef enum {
  POSTINO_SMTP_REPLY_MORE,    /* all bytes taken, the reply is not whole yet */
  POSTINO_SMTP_REPLY_DONE,    /* a reply; bytes after it were not taken */
  /* this is not SMTP, or too much of it; the parser stays in this state */
  POSTINO_SMTP_REPLY_GARBAGE,
} PostinoSmtpReplyStatus;

/* Takes replies apart as the bytes come in. Not thread-safe; reads any bytes. */
typedef struct _PostinoSmtpReplyParser PostinoSmtpReplyParser;

PostinoSmtpReplyParser *postino_smtp_reply_parser_new  (void);
void                    postino_smtp_reply_parser_free (PostinoSmtpReplyParser *parser);

/* Reads up to the end of one reply; *@taken is how many bytes that were. After DONE the reply is
 * got below. */
PostinoSmtpReplyStatus  postino_smtp_reply_parser_feed (PostinoSmtpReplyParser *parser,
                                                        const char             *bytes,
                                                        gsize                   n_bytes,
                                                        gsize                  *taken);

/* The reply last completed, borrowed until the next feed. */
const PostinoSmtpReply *postino_smtp_reply_parser_get  (PostinoSmtpReplyParser *parser);

/* TRUE between the first byte of a reply and its end. */
gboolean                postino_smtp_reply_parser_is_inside (PostinoSmtpReplyParser *parser);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoSmtpReplyParser, postino_smtp_reply_parser_free)
