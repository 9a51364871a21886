/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The MIME skeleton of a newsletter: headers, multipart/alternative, two quoted-printable parts. */

#include "message/message.h"

#include "base/date.h"
#include "message/message-headers.h"
#include "message/quoted-printable.h"

enum { HEADERS_GUESS = 2048 };

static void
append_part (GString       *out,
             const char    *boundary,
             const char    *type,
             const GString *content)
{
  g_string_append_printf (out, "--%s\r\nContent-Type: %s; charset=UTF-8\r\n"
                               "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
                          boundary, type);
  postino_quoted_printable_append (out, content->str, content->len);
}

GBytes *
postino_message_build (const PostinoMessage *message)
{
  GString *out = g_string_sized_new (HEADERS_GUESS + (message->text->len + message->html->len) * 5 / 4);
  g_autofree char *date = postino_date_to_rfc5322 (message->date_us);
  g_autofree char *type = g_strdup_printf ("multipart/alternative; boundary=\"%s\"",
                                           message->boundary);
  gsize n_bytes;

  g_string_append (out, message->headers);
  postino_headers_append_mailbox (out, "To", message->to_name, message->to_address);
  postino_headers_append_text (out, "Subject", message->subject);
  postino_headers_append_raw (out, "Date", date);
  postino_headers_append_raw (out, "Message-ID", message->message_id);
  if (message->list_unsubscribe != NULL)
    postino_headers_append_raw (out, "List-Unsubscribe", message->list_unsubscribe);
  if (message->one_click)
    postino_headers_append_raw (out, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  postino_headers_append_raw (out, "Content-Type", type);
  g_string_append (out, "\r\n");

  append_part (out, message->boundary, "text/plain", message->text);
  append_part (out, message->boundary, "text/html", message->html);
  g_string_append_printf (out, "--%s--\r\n", message->boundary);
  n_bytes = out->len;
  return g_bytes_new_take (g_string_free (out, FALSE), n_bytes);
}
