/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Canonicalisation (RFC 6376, 3.4). It runs over every byte of every message that is sent: one pass,
 * straight into a buffer that is as long as the input can need. */

#include "dkim/canon.h"

#include <string.h>

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

static gboolean
is_line_end (const char *p,
             const char *end)
{
  return p[0] == '\r' && p + 1 < end && p[1] == '\n';
}

/* ---- bodies ---- */

/* A byte eight times. */
#define EIGHT(byte) (G_GUINT64_CONSTANT (0x0101010101010101) * (byte))

/* The high bit of each byte of @word that is zero, and no other. */
static guint64
find_zeros (guint64 word)
{
  return ~(((word & EIGHT (0x7f)) + EIGHT (0x7f)) | word | EIGHT (0x7f));
}

/* Nothing of the line changes: no tab, no two blanks together, none at its end. Eight bytes at once. */
static gboolean
is_settled (const char *line,
            const char *stop)
{
  guint64 before = 0; /* the last one of the eight before was a blank */

  for (const char *p = line; p < stop; p += sizeof before)
    {
      guint64 word = 0, blanks;

      memcpy (&word, p, MIN ((gsize) (stop - p), sizeof word));
      word = GUINT64_FROM_LE (word);
      blanks = find_zeros (word ^ EIGHT (' '));
      if (find_zeros (word ^ EIGHT ('\t')) != 0 || (blanks & (blanks << 8 | before)) != 0)
        return FALSE;
      before = blanks >> 56;
    }
  return stop == line || stop[-1] != ' ';
}

/* Runs of blanks become one, those at the end go; gives where it ends. */
static char *
put_relaxed_line (char       *to,
                  const char *line,
                  const char *stop)
{
  gboolean after_blank = FALSE;

  for (const char *p = line; p < stop; p++)
    {
      if (is_blank (*p))
        {
          after_blank = TRUE;
          continue;
        }
      if (after_blank)
        *to++ = ' ';
      after_blank = FALSE;
      *to++ = *p;
    }
  return to;
}

static const char *
find_line_end (const char *line,
               const char *end)
{
  const char *p = line;

  while ((p = memchr (p, '\r', (gsize) (end - p))) != NULL && !is_line_end (p, end))
    p++;
  return p != NULL ? p : end;
}

/* Blanks go as above, and so do empty lines at the end. */
static void
append_relaxed_body (const char *body,
                     gsize       n_bytes,
                     GString    *out)
{
  const char *end = body + n_bytes;
  gsize before = out->len;
  char *to, *kept; /* @kept: behind the last line that is not empty */

  g_string_set_size (out, before + n_bytes + 2);
  to = kept = out->str + before;
  for (const char *line = body; line < end;)
    {
      const char *stop = find_line_end (line, end);
      const char *text = line;
      char *start = to;

      while (text < stop && is_blank (*text)) /* many lines are indented, and plain behind that */
        text++;
      if (line < text && text < stop)
        *to++ = ' ';
      if (is_settled (text, stop))
        to = (char *) memcpy (to, text, (gsize) (stop - text)) + (stop - text);
      else
        to = put_relaxed_line (to, text, stop);
      if (to > start)
        kept = to + 2;
      *to++ = '\r';
      *to++ = '\n';
      line = stop < end ? stop + 2 : end;
    }
  g_string_set_size (out, (gsize) (kept - out->str));
}

static void
append_simple_body (const char *body,
                    gsize       n_bytes,
                    GString    *out)
{
  while (n_bytes >= 2 && body[n_bytes - 2] == '\r' && body[n_bytes - 1] == '\n')
    n_bytes -= 2;
  g_string_append_len (out, body, (gssize) n_bytes);
  g_string_append (out, "\r\n");
}

void
postino_dkim_canon_append_body (PostinoDkimCanon canon,
                                const char      *body,
                                gsize            n_bytes,
                                GString         *out)
{
  if (canon == POSTINO_DKIM_RELAXED)
    append_relaxed_body (body, n_bytes, out);
  else
    append_simple_body (body, n_bytes, out);
}

/* ---- fields ---- */

static void
append_relaxed_field (const char *field,
                      gsize       n_bytes,
                      GString    *out)
{
  const char *end = field + n_bytes;
  const char *colon = memchr (field, ':', n_bytes);
  const char *name_end = colon;
  gboolean after_blank = FALSE;
  gsize value;

  while (name_end > field && is_blank (name_end[-1]))
    name_end--;
  for (const char *p = field; p < name_end; p++)
    g_string_append_c (out, g_ascii_tolower (*p));
  g_string_append_c (out, ':');
  value = out->len;
  for (const char *p = colon + 1; p < end; p++)
    {
      if (is_blank (*p))
        after_blank = TRUE;
      else if (is_line_end (p, end))
        p++; /* unfolding: the blank at the beginning of the next line stays */
      else
        {
          if (after_blank && out->len > value)
            g_string_append_c (out, ' ');
          after_blank = FALSE;
          g_string_append_c (out, *p);
        }
    }
  g_string_append (out, "\r\n");
}

void
postino_dkim_canon_append_field (PostinoDkimCanon canon,
                                 const char      *field,
                                 gsize            n_bytes,
                                 GString         *out)
{
  if (canon == POSTINO_DKIM_RELAXED)
    {
      append_relaxed_field (field, n_bytes, out);
      return;
    }
  g_string_append_len (out, field, (gssize) n_bytes);
  if (n_bytes < 2 || field[n_bytes - 2] != '\r' || field[n_bytes - 1] != '\n')
    g_string_append (out, "\r\n");
}
