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

/* Runs of blanks become one, those before a line end go, and so do empty lines at the end. */
static void
append_relaxed_body (const char *body,
                     gsize       n_bytes,
                     GString    *out)
{
  const char *end = body + n_bytes;
  gsize before = out->len;
  char *to, *start, *kept; /* @kept: behind the last line that is not empty */
  gboolean after_blank = FALSE;

  g_string_set_size (out, before + n_bytes + 2);
  start = to = kept = out->str + before;
  for (const char *p = body; p < end; p++)
    {
      if (is_blank (*p))
        {
          after_blank = TRUE;
          continue;
        }
      if (is_line_end (p, end))
        {
          p++;
          *to++ = '\r';
          *to++ = '\n';
          after_blank = FALSE;
          continue;
        }
      if (after_blank)
        *to++ = ' ';
      after_blank = FALSE;
      *to++ = *p;
      kept = to;
    }
  if (kept > start)
    {
      *kept++ = '\r';
      *kept++ = '\n';
    }
  g_string_set_size (out, before + (gsize) (kept - start));
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
