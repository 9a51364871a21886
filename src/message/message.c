/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The MIME skeleton of a newsletter: headers, multipart/alternative, two quoted-printable parts. What
 * is attached was written before, once for all messages, and is only put in. */

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

/* "Content-Type: multipart/…" with its empty line. */
static void
append_multipart (GString    *out,
                  const char *type,
                  const char *boundary)
{
  g_autofree char *value = g_strdup_printf ("multipart/%s; boundary=\"%s\"", type, boundary);

  postino_headers_append_raw (out, "Content-Type", value);
  g_string_append (out, "\r\n");
}

static void
append_parts (GString                   *out,
              const PostinoMessageParts *parts)
{
  if (parts->own != NULL)
    g_string_append_len (out, parts->own->str, (gssize) parts->own->len);
  if (parts->parts != NULL)
    g_string_append_len (out, parts->parts->str, (gssize) parts->parts->len);
  g_string_append_printf (out, "--%s--\r\n", parts->boundary);
}

static void
append_html (GString              *out,
             const PostinoMessage *message)
{
  const PostinoMessageParts *related = &message->related;

  if (related->boundary == NULL)
    {
      append_part (out, message->boundary, "text/html", message->html);
      return;
    }
  g_string_append_printf (out, "--%s\r\n", message->boundary);
  append_multipart (out, "related; type=\"text/html\"", related->boundary);
  append_part (out, related->boundary, "text/html", message->html);
  append_parts (out, related);
}

static void
append_alternative (GString              *out,
                    const PostinoMessage *message)
{
  append_multipart (out, "alternative", message->boundary);
  append_part (out, message->boundary, "text/plain", message->text);
  append_html (out, message);
  g_string_append_printf (out, "--%s--\r\n", message->boundary);
}

static gsize
measure (const PostinoMessageParts *parts)
{
  return (parts->parts != NULL ? parts->parts->len : 0) + (parts->own != NULL ? parts->own->len : 0);
}

static void
append_headers (GString              *out,
                const PostinoMessage *message)
{
  g_autofree char *date = postino_date_to_rfc5322 (message->date_us);

  g_string_append (out, message->headers);
  postino_headers_append_mailbox (out, "To", message->to_name, message->to_address);
  postino_headers_append_text (out, "Subject", message->subject);
  postino_headers_append_raw (out, "Date", date);
  postino_headers_append_raw (out, "Message-ID", message->message_id);
  if (message->list_unsubscribe != NULL)
    postino_headers_append_raw (out, "List-Unsubscribe", message->list_unsubscribe);
  if (message->one_click)
    postino_headers_append_raw (out, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
}

GBytes *
postino_message_build (const PostinoMessage *message)
{
  GString *out = g_string_sized_new (HEADERS_GUESS + (message->text->len + message->html->len) * 5 / 4
                                     + measure (&message->related) + measure (&message->mixed));
  gsize n_bytes;

  append_headers (out, message);
  if (message->mixed.boundary == NULL)
    append_alternative (out, message);
  else
    {
      append_multipart (out, "mixed", message->mixed.boundary);
      g_string_append_printf (out, "--%s\r\n", message->mixed.boundary);
      append_alternative (out, message);
      append_parts (out, &message->mixed);
    }
  n_bytes = out->len;
  return g_bytes_new_take (g_string_free (out, FALSE), n_bytes);
}
