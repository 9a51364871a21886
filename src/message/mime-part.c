/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file in a message. */

#include "message/mime-part.h"

#include <string.h>

#include "message/message-headers.h"

enum {
  LINE = 76,          /* of base64 */
  LINE_BYTES = LINE / 4 * 3,
};

static const char any_type[] = "application/octet-stream";

/* Of multipart and message nothing may be base64 but the leaves (RFC 2046, 5.2.1): a mail that is
 * attached travels as a file. */
static gboolean
is_leaf (const char *type)
{
  return !g_str_has_prefix (type, "multipart/") && !g_str_has_prefix (type, "message/");
}

/* "type/subtype", two tokens (RFC 2045, 5.1). */
static gboolean
is_type (const char *type)
{
  static const char token[] = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ!#$&^_.+-";
  gsize first = strspn (type, token);
  gsize second = type[first] == '/' ? strspn (type + first + 1, token) : 0;

  return first > 0 && second > 0 && type[first + 1 + second] == '\0';
}

static void
append_type (GString               *out,
             const PostinoMimePart *part)
{
  const char *type = part->type != NULL && is_type (part->type) && is_leaf (part->type) ? part->type
                                                                                        : any_type;
  gsize n_bytes;
  const char *bytes = g_bytes_get_data (part->content, &n_bytes);
  g_autofree char *text = NULL;

  if (g_str_has_prefix (type, "text/") && g_utf8_validate_len (bytes, n_bytes, NULL))
    text = g_strconcat (type, "; charset=UTF-8", NULL);
  postino_headers_append_raw (out, "Content-Type", text != NULL ? text : type);
}

static void
append_base64 (GString *out,
               GBytes  *content)
{
  gsize left;
  const guchar *from = g_bytes_get_data (content, &left);
  gsize before = out->len;
  char *to;

  g_string_set_size (out, before + postino_mime_part_encoded_size (left) + LINE);
  to = out->str + before;
  while (left > 0)
    {
      gsize n = MIN (left, LINE_BYTES);
      int state = 0;
      int save = 0;

      to += g_base64_encode_step (from, n, FALSE, to, &state, &save);
      to += g_base64_encode_close (FALSE, to, &state, &save);
      *to++ = '\r';
      *to++ = '\n';
      from += n;
      left -= n;
    }
  g_string_set_size (out, (gsize) (to - out->str));
}

void
postino_mime_part_append (GString               *out,
                          const PostinoMimePart *part)
{
  append_type (out, part);
  postino_headers_append_raw (out, "Content-Transfer-Encoding", "base64");
  if (part->content_id != NULL)
    {
      g_autofree char *id = g_strdup_printf ("<%s>", part->content_id);

      postino_headers_append_raw (out, "Content-ID", id);
    }
  postino_headers_append_parameter (out, "Content-Disposition",
                                    part->content_id != NULL ? "inline" : "attachment", "filename",
                                    part->name);
  g_string_append (out, "\r\n");
  append_base64 (out, part->content);
}

char *
postino_mime_part_guess_type (const char *name,
                              GBytes     *content)
{
  gsize n_bytes;
  const guchar *bytes = g_bytes_get_data (content, &n_bytes);
  g_autofree char *guess = g_content_type_guess (name, bytes, n_bytes, NULL);
  char *type = g_content_type_get_mime_type (guess);

  return type != NULL ? type : g_strdup (any_type);
}

gsize
postino_mime_part_encoded_size (gsize n_bytes)
{
  gsize n_lines = (n_bytes + LINE_BYTES - 1) / LINE_BYTES;

  return (n_bytes + 2) / 3 * 4 + n_lines * 2;
}
