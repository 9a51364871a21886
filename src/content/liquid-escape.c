/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a value becomes harmless where it stands. Runs of bytes that need nothing are copied whole.
 *
 * RFC 3986, section 2.3 for the characters an address leaves alone. The scheme is looked at as
 * browsers do (WHATWG URL, 4.4): they leave out tabs and line ends anywhere, and blanks and control
 * characters in front. */

#include "content/liquid-escape.h"

#include <string.h>

static const char *const refused_schemes[] = { "javascript", "data", "vbscript" };

static const struct {
  char byte;
  const char *entity;
} entities[] = {
  { '&', "&amp;" },
  { '<', "&lt;" },
  { '>', "&gt;" },
  { '"', "&quot;" },
  { '\'', "&#39;" },
  /* From here on only outside quotes. */
  { ' ', "&#32;" },
  { '\t', "&#9;" },
  { '\n', "&#10;" },
  { '\f', "&#12;" },
  { '\r', "&#13;" },
  { '=', "&#61;" },
  { '`', "&#96;" },
};

static const char markup_bytes[] = "&<>\"'";
static const char bare_bytes[] = "&<>\"' \t\n\f\r=`";

static const char *
find_entity (char byte)
{
  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    {
      if (entities[i].byte == byte)
        return entities[i].entity;
    }
  g_assert_not_reached ();
}

static void
append_markup (GString    *out,
               const char *text,
               gsize       length,
               const char *special)
{
  gsize done = 0;

  while (done < length)
    {
      /* Values are terminated and hold no NUL, so strcspn stops in time. */
      gsize run = MIN (strcspn (text + done, special), length - done);

      g_string_append_len (out, text + done, run);
      done += run;
      if (done < length)
        g_string_append (out, find_entity (text[done++]));
    }
}

static gboolean
is_unreserved (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '.' || c == '_' || c == '~';
}

static void
append_percent (GString    *out,
                const char *text,
                gsize       length)
{
  static const char hex[] = "0123456789ABCDEF";

  for (gsize i = 0; i < length; i++)
    {
      guchar byte = text[i];

      if (is_unreserved (text[i]))
        {
          g_string_append_c (out, text[i]);
          continue;
        }
      g_string_append_c (out, '%');
      g_string_append_c (out, hex[byte >> 4]);
      g_string_append_c (out, hex[byte & 0xf]);
    }
}

static gboolean
has_scheme (const char *text,
            gsize       length,
            const char *scheme)
{
  for (gsize i = 0; i < length; i++)
    {
      if ((guchar) text[i] <= ' ')
        continue;
      if (*scheme == '\0')
        return text[i] == ':';
      if (g_ascii_tolower (text[i]) != *scheme++)
        return FALSE;
    }
  return *scheme == '\0';
}

gboolean
postino_liquid_escape_is_refused_url (const char *text,
                                      gsize       length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused_schemes); i++)
    {
      if (has_scheme (text, length, refused_schemes[i]))
        return TRUE;
    }
  return FALSE;
}

void
postino_liquid_escape_append (GString             *out,
                              const char          *text,
                              gsize                length,
                              PostinoLiquidWriting writing)
{
  switch (writing)
    {
    case POSTINO_LIQUID_WRITE_PLAIN:
      g_string_append_len (out, text, length);
      return;
    case POSTINO_LIQUID_WRITE_MARKUP:
      append_markup (out, text, length, markup_bytes);
      return;
    case POSTINO_LIQUID_WRITE_BARE:
      append_markup (out, text, length, bare_bytes);
      return;
    case POSTINO_LIQUID_WRITE_URL:
      if (!postino_liquid_escape_is_refused_url (text, length))
        append_markup (out, text, length, markup_bytes);
      return;
    case POSTINO_LIQUID_WRITE_URL_BARE:
      if (!postino_liquid_escape_is_refused_url (text, length))
        append_markup (out, text, length, bare_bytes);
      return;
    case POSTINO_LIQUID_WRITE_URL_PART:
      append_percent (out, text, length);
      return;
    }
  g_assert_not_reached ();
}
