/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leaves: commands and message bytes (RFC 5321 2.3.8, 4.5.2).
 *
 * A bare CR or LF in what we send is how mail is smuggled: one server ends a line, or a message,
 * where another does not. So none leaves, in a command or in a message. A command with one is not
 * written. A message with one is refused before its MAIL, never mended: what was signed must be
 * what leaves, and our renderer makes CRLF everywhere, so a bare one is a fault to be seen. Dots
 * are doubled at the start of every line; with all line ends CRLF there is exactly one reading of
 * where the message ends. */

#include "smtp/smtp-wire.h"

#include <string.h>

gboolean
postino_smtp_wire_put_line (GByteArray *out,
                            const char *line,
                            gsize       max)
{
  gsize length = strlen (line);

  if (length == 0 || length > max)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if ((guchar) line[i] < 0x20 || line[i] == 0x7f)
        return FALSE;
    }
  g_byte_array_append (out, (const guint8 *) line, (guint) length);
  g_byte_array_append (out, (const guint8 *) "\r\n", 2);
  return TRUE;
}

gboolean
postino_smtp_wire_is_address (const char *address)
{
  for (const char *p = address; *p != '\0'; p++)
    {
      if ((guchar) *p <= ' ' || *p == 0x7f || *p == '<' || *p == '>')
        return FALSE;
    }
  return TRUE;
}

static gboolean
contains_8bit (const char *bytes,
               gsize       n_bytes)
{
  guint64 any = 0;
  gsize i = 0;

  for (; i + sizeof any <= n_bytes; i += sizeof any)
    {
      guint64 word;

      memcpy (&word, bytes + i, sizeof word);
      any |= word;
    }
  for (; i < n_bytes; i++)
    any |= (guchar) bytes[i];
  return (any & G_GUINT64_CONSTANT (0x8080808080808080)) != 0;
}

const char *
postino_smtp_wire_find_fault (const char *bytes,
                              gsize       n_bytes,
                              gboolean   *has_8bit)
{
  const char *end = bytes + n_bytes;

  *has_8bit = contains_8bit (bytes, n_bytes);
  if (n_bytes == 0)
    return "The message is empty";
  if (memchr (bytes, '\0', n_bytes) != NULL)
    return "The message holds a NUL byte";
  for (const char *line = bytes; line < end;)
    {
      const char *cr = memchr (line, '\r', (gsize) (end - line));
      const char *stop = cr != NULL ? cr : end;

      if (memchr (line, '\n', (gsize) (stop - line)) != NULL)
        return "The message holds a bare line feed";
      if (stop - line > POSTINO_SMTP_BODY_LINE_MAX)
        return "A line of the message is longer than 998 bytes";
      if (cr == NULL)
        break;
      if (cr + 1 == end || cr[1] != '\n')
        return "The message holds a bare carriage return";
      line = cr + 2;
    }
  return NULL;
}

/* Where the piece that begins at @start stops: after the first line end that is at least @max bytes
 * on. */
static const char *
find_piece_end (const char *start,
                const char *end,
                gsize       max)
{
  const char *line_end;

  if ((gsize) (end - start) <= max)
    return end;
  line_end = memchr (start + max, '\n', (gsize) (end - start) - max);
  return line_end != NULL ? line_end + 1 : end;
}

/* The first dot after @start that begins a line; @stop: there is none. Dots are fewer than lines, and memmem () of glibc
 * looks at each byte. */
static const char *
find_dot_line (const char *start,
               const char *stop)
{
  const char *dot = start;

  while ((dot = memchr (dot + 1, '.', (gsize) (stop - dot) - 1)) != NULL)
    {
      if (dot[-1] == '\n')
        return dot;
    }
  return stop;
}

gsize
postino_smtp_wire_put_body (GByteArray *out,
                            const char *bytes,
                            gsize       n_bytes,
                            gsize       offset,
                            gsize       max)
{
  const char *start = bytes + offset;
  const char *end = bytes + n_bytes;
  const char *stop = find_piece_end (start, end, max);

  while (start < stop)
    {
      const char *copy_end = find_dot_line (start, stop);

      if (*start == '.')
        g_byte_array_append (out, (const guint8 *) ".", 1);
      g_byte_array_append (out, (const guint8 *) start, (guint) (copy_end - start));
      start = copy_end;
    }
  if (stop == end && n_bytes > 0 && end[-1] != '\n')
    g_byte_array_append (out, (const guint8 *) "\r\n", 2);
  return (gsize) (stop - bytes);
}
