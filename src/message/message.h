/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Parts of a multipart that are written already, each behind its "--BOUNDARY" and with a line end
 * behind it, without the closing line. */
typedef struct {
  const char *boundary;   /* NULL: there is no such multipart */
  const GString *parts;   /* the same for everybody; NULL: none */
  const GString *own;     /* this message's; NULL: none */
} PostinoMessageParts;

/* One message about to be written. All borrowed; texts UTF-8 with LF line ends. */
typedef struct {
  const char *headers;    /* header lines that are the same for everybody, each with its CRLF */
  const char *to_name;    /* NULL: none known */
  const char *to_address;
  const char *subject;
  const char *message_id; /* with its angle brackets */
  const char *list_unsubscribe; /* value of the header; NULL: none */
  gboolean one_click;     /* List-Unsubscribe-Post too (RFC 8058) */
  gint64 date_us;
  /* must not occur in the parts: hexadecimal digits do not after quoted-printable */
  const char *boundary;
  const GString *text;
  const GString *html;
  PostinoMessageParts related; /* what the HTML shows */
  PostinoMessageParts mixed;   /* files beside the text */
} PostinoMessage;

/* multipart/alternative of text/plain and text/html, both quoted-printable (RFC 2045, 2046): CRLF
 * lines, seven bit but for an internationalised address. The HTML stands in a multipart/related with
 * what it shows (RFC 2387), the whole in a multipart/mixed with files, where there are any. Any
 * thread. */
GBytes *postino_message_build (const PostinoMessage *message);
