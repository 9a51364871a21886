/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Header lines: encoding, quoting and folding, from text that may hold anything.
 *
 * GMime could write single headers too, but not without building and destroying an object for each;
 * a message to each of a million people writes two or three that vary. Its parser reads them back
 * in the tests. */

#include "message/message-headers.h"

#include <string.h>

#include "base/text.h"

enum {
  FOLD_AT = 76,
  PLAIN_BYTES = 50, /* of a parameter in quotes: with its name it fits into a line */
};

/* Appends @value, beginning a new line at the last blank before FOLD_AT. */
static void
append_folded (GString    *out,
               const char *name,
               const char *value)
{
  gsize column = strlen (name) + 1;

  g_string_append (out, name);
  g_string_append_c (out, ':');
  while (*value != '\0')
    {
      gsize blanks = strspn (value, " ");
      gsize word = strcspn (value + blanks, " ");

      if (column > strlen (name) + 1 && column + 1 + word > FOLD_AT)
        {
          g_string_append (out, "\r\n");
          column = 0;
        }
      g_string_append_c (out, ' ');
      g_string_append_len (out, value + blanks, (gssize) word);
      column += 1 + word;
      value += blanks + word;
    }
  g_string_append (out, "\r\n");
}

/* Pure ASCII words that are short enough need no encoding; anything else is encoded whole. */
static gboolean
needs_encoding (const char *line)
{
  gsize word = 0;

  if (strstr (line, "=?") != NULL)
    return TRUE;
  for (const char *p = line; *p != '\0'; p++)
    {
      if ((guchar) *p >= 0x80)
        return TRUE;
      word = *p == ' ' ? 0 : word + 1;
      if (word > POSTINO_HEADER_LINE_MAX / 2)
        return TRUE;
    }
  return FALSE;
}

/* How much of @line the next encoded word takes: at most ENCODED_BYTES, whole characters (RFC 2047,
 * section 5). If others follow, a multiple of three: GMime (3.2.13) reads words in a row as one piece of
 * base64, and drops all that comes behind a "=" in it. 0: there is none. */
static gsize
measure_word (const char *line)
{
  /* in base64 56 characters, with the frame 68: below the 75 allowed */
  enum { ENCODED_BYTES = 42, GROUP = 3 };
  const char *p = line;
  gsize fitting = 0;
  gsize unpadded = 0;

  while (*p != '\0' && g_utf8_next_char (p) <= line + ENCODED_BYTES)
    {
      p = g_utf8_next_char (p);
      fitting = (gsize) (p - line);
      if (fitting % GROUP == 0)
        unpadded = fitting;
    }
  return *p == '\0' ? fitting : unpadded;
}

/* One character in the other encoding ("=?UTF-8?Q?=C3=A8?="): behind it groups of three bytes may fall
 * between characters again. */
static const char *
append_q_word (GString    *words,
               const char *line)
{
  const char *end = g_utf8_next_char (line);

  g_string_append (words, "=?UTF-8?Q?");
  for (; line < end; line++)
    {
      if (g_ascii_isalnum (*line))
        g_string_append_c (words, *line);
      else
        g_string_append_printf (words, "=%02X", (guchar) *line);
    }
  g_string_append (words, "?=");
  return end;
}

static char *
encode_words (const char *line)
{
  GString *words = g_string_new (NULL);

  while (*line != '\0')
    {
      gsize n_bytes = measure_word (line);
      g_autofree char *base64 = g_base64_encode ((const guchar *) line, n_bytes);

      if (words->len > 0)
        g_string_append_c (words, ' ');
      if (n_bytes > 0)
        g_string_append_printf (words, "=?UTF-8?B?%s?=", base64);
      else
        line = append_q_word (words, line);
      line += n_bytes;
    }
  return g_string_free (words, FALSE);
}

void
postino_headers_append_text (GString    *out,
                             const char *name,
                             const char *value)
{
  g_autofree char *line = postino_text_single_line (value);
  g_autofree char *encoded = needs_encoding (line) ? encode_words (line) : g_strdup (line);

  append_folded (out, name, encoded);
}

/* A display name: atoms as they are, other ASCII quoted, the rest encoded. */
static char *
encode_phrase (const char *line)
{
  static const char atoms[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~ ";
  GString *quoted;

  if (needs_encoding (line))
    return encode_words (line);
  if (line[strspn (line, atoms)] == '\0')
    return g_strdup (line);
  quoted = g_string_new ("\"");
  for (const char *p = line; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, *p);
    }
  g_string_append_c (quoted, '"');
  return g_string_free (quoted, FALSE);
}

void
postino_headers_append_mailbox (GString    *out,
                                const char *name,
                                const char *display,
                                const char *address)
{
  g_autofree char *line = display != NULL ? postino_text_single_line (display) : NULL;
  g_autofree char *clean = postino_text_single_line (address);
  g_autofree char *phrase = NULL;
  g_autofree char *value = NULL;

  if (line == NULL || *line == '\0')
    {
      append_folded (out, name, clean);
      return;
    }
  phrase = encode_phrase (line);
  value = g_strdup_printf ("%s <%s>", phrase, clean);
  append_folded (out, name, value);
}

void
postino_headers_append_raw (GString    *out,
                            const char *name,
                            const char *value)
{
  g_autofree char *line = postino_text_single_line (value);

  append_folded (out, name, line);
}

/* Characters of RFC 2231's attribute-char; all others are percent-encoded. */
static const char attribute_chars[]
  = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`{|}~";

static gsize
percent_encoded_size (const char *text,
                      gsize       n_bytes)
{
  gsize size = 0;

  for (gsize i = 0; i < n_bytes; i++)
    size += strchr (attribute_chars, text[i]) != NULL ? 1 : strlen ("%00");
  return size;
}

static void
append_percent_encoded (GString    *out,
                        const char *text,
                        gsize       n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    {
      if (strchr (attribute_chars, text[i]) != NULL)
        g_string_append_c (out, text[i]);
      else
        g_string_append_printf (out, "%%%02X", (guchar) text[i]);
    }
}

/* As many whole characters as fit; at least one. */
static gsize
measure_piece (const char *text,
               gsize       room)
{
  const char *p = text;
  gsize size = 0;

  while (*p != '\0')
    {
      const char *next = g_utf8_next_char (p);

      size += percent_encoded_size (p, (gsize) (next - p));
      if (size > room && p > text)
        break;
      p = next;
    }
  return (gsize) (p - text);
}

/* "; NAME*=UTF-8''…", or "; NAME*0*=UTF-8''…; NAME*1*=…", each on a line of its own. */
static void
append_extended (GString    *out,
                 const char *parameter,
                 const char *text)
{
  gsize room = FOLD_AT - strlen (parameter) - strlen (" *000*=UTF-8'';");
  gboolean is_whole = percent_encoded_size (text, strlen (text)) <= room;

  for (guint i = 0; i == 0 || *text != '\0'; i++)
    {
      gsize n_bytes = measure_piece (text, room);

      g_string_append_printf (out, ";\r\n %s*", parameter);
      if (!is_whole)
        g_string_append_printf (out, "%u*", i);
      g_string_append (out, i == 0 ? "=UTF-8''" : "=");
      append_percent_encoded (out, text, n_bytes);
      text += n_bytes;
    }
}

/* Not what some readers do not get back out of quotes: quotes themselves, backslashes, blanks at the ends. */
static gboolean
is_plain (const char *text)
{
  gsize length = strlen (text);

  if (length > PLAIN_BYTES || strstr (text, "=?") != NULL)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p < ' ' || *p > '~' || strchr ("\"\\%", *p) != NULL)
        return FALSE;
    }
  return TRUE;
}

void
postino_headers_append_parameter (GString    *out,
                                  const char *name,
                                  const char *value,
                                  const char *parameter,
                                  const char *text)
{
  g_autofree char *line = postino_text_single_line (text);

  g_string_append_printf (out, "%s: %s", name, value);
  if (is_plain (line))
    g_string_append_printf (out, ";\r\n %s=\"%s\"", parameter, line);
  else
    append_extended (out, parameter, line);
  g_string_append (out, "\r\n");
}
