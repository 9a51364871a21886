/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The MIME skeleton of a newsletter: headers, multipart/alternative, two quoted-printable parts (GMime's encoder). */

#include "message/message.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/date.h"
#include "message/message-headers.h"

enum { HEADERS_GUESS = 2048 };

static void
append_with_crlf (GString    *out,
                  const char *bytes,
                  gsize       n_bytes)
{
  const char *end = bytes + n_bytes;

  while (bytes < end)
    {
      const char *line_end = memchr (bytes, '\n', (gsize) (end - bytes));

      if (line_end == NULL)
        {
          g_string_append_len (out, bytes, end - bytes);
          return;
        }
      g_string_append_len (out, bytes, line_end - bytes);
      g_string_append_len (out, "\r\n", 2);
      bytes = line_end + 1;
    }
}

/* CRLF and lone CR in what people wrote become LF: the encoder takes LF for a line end and would keep CR as data. */
static void
normalise_lines (GString *text)
{
  gsize to = 0;

  if (memchr (text->str, '\r', text->len) == NULL)
    return;
  for (gsize from = 0; from < text->len; from++)
    {
      if (text->str[from] == '\r' && from + 1 < text->len && text->str[from + 1] == '\n')
        continue;
      text->str[to++] = text->str[from] == '\r' ? '\n' : text->str[from];
    }
  g_string_truncate (text, to);
}

static void
append_part (GString       *out,
             const char    *boundary,
             const char    *type,
             const GString *content)
{
  g_autoptr (GString) lines = g_string_new_len (content->str, (gssize) content->len);
  g_autofree char *encoded = NULL;
  GMimeEncoding encoder;
  gsize n_encoded;

  normalise_lines (lines);
  g_mime_encoding_init_encode (&encoder, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  encoded = g_malloc (g_mime_encoding_outlen (&encoder, lines->len));
  n_encoded = g_mime_encoding_flush (&encoder, lines->str, lines->len, encoded);

  g_string_append_printf (out, "--%s\r\nContent-Type: %s; charset=UTF-8\r\n"
                               "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
                          boundary, type);
  append_with_crlf (out, encoded, n_encoded);
  if (n_encoded == 0 || encoded[n_encoded - 1] != '\n')
    g_string_append (out, "\r\n");
}

GBytes *
postino_message_build (const PostinoMessage *message)
{
  GString *out = g_string_sized_new (HEADERS_GUESS + (message->text->len + message->html->len) * 5 / 4);
  g_autofree char *date = postino_date_to_rfc5322 (message->date_us);
  g_autofree char *type = g_strdup_printf ("multipart/alternative; boundary=\"%s\"", message->boundary);
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
