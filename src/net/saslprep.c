/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SASLprep, RFC 4013 on top of RFC 3454: map, normalise (NFKC), look for what is prohibited.
 *
 * Two things of stringprep are left out, since they only refuse and never change a text: the rule
 * about mixed writing directions, and that nothing younger than Unicode 3.2 be allowed, without
 * which nobody could have an emoji in a password. */

#include "net/saslprep.h"

#include <string.h>

#include "net/sasl.h"

typedef struct {
  gunichar first;
  gunichar last;
} Range;

/* RFC 3454, C.1.2: spaces that are not ASCII's become one that is. */
static const Range spaces[] = {
  { 0xa0, 0xa0 }, { 0x1680, 0x1680 }, { 0x2000, 0x200b }, { 0x202f, 0x202f }, { 0x205f, 0x205f },
  { 0x3000, 0x3000 },
};

/* B.1: commonly mapped to nothing. U+200B is a space first. */
static const Range nothing[] = {
  { 0xad, 0xad }, { 0x34f, 0x34f }, { 0x1806, 0x1806 }, { 0x180b, 0x180d }, { 0x200c, 0x200d },
  { 0x2060, 0x2060 }, { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff },
};

/* C.2 to C.9 of RFC 3454. */
static const Range prohibited[] = {
  { 0x0, 0x1f }, { 0x7f, 0x9f }, { 0x340, 0x341 }, { 0x6dd, 0x6dd }, { 0x70f, 0x70f },
  { 0x180e, 0x180e }, { 0x200c, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x2063 },
  { 0x206a, 0x206f }, { 0x2ff0, 0x2ffb }, { 0xd800, 0xf8ff }, { 0xfdd0, 0xfdef },
  { 0xfeff, 0xfeff }, { 0xfff9, 0xffff }, { 0x1d173, 0x1d17a }, { 0xe0001, 0xe0001 },
  { 0xe0020, 0xe007f }, { 0xf0000, 0x10ffff },
};

static gboolean
is_in (const Range *ranges,
       gsize        n_ranges,
       gunichar     c)
{
  for (gsize i = 0; i < n_ranges; i++)
    {
      if (c >= ranges[i].first && c <= ranges[i].last)
        return TRUE;
    }
  return FALSE;
}

/* U+nFFFE and U+nFFFF of every plane are no characters. */
static gboolean
is_prohibited (gunichar c)
{
  return is_in (prohibited, G_N_ELEMENTS (prohibited), c) || (c & 0xfffe) == 0xfffe;
}

static char *
map (const char *text)
{
  GString *mapped = g_string_sized_new (strlen (text) + 1); /* never longer: nothing is moved about */

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_in (spaces, G_N_ELEMENTS (spaces), c))
        g_string_append_c (mapped, ' ');
      else if (!is_in (nothing, G_N_ELEMENTS (nothing), c))
        g_string_append_unichar (mapped, c);
    }
  return g_string_free (mapped, FALSE);
}

static gboolean
is_allowed (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (is_prohibited (g_utf8_get_char (p)))
        return FALSE;
    }
  return *text != '\0';
}

char *
postino_saslprep (const char *text)
{
  char *mapped;
  char *normal;

  if (!g_utf8_validate (text, -1, NULL))
    return NULL;
  mapped = map (text);
  normal = g_utf8_normalize (mapped, -1, G_NORMALIZE_NFKC);
  postino_sasl_wipe (mapped);
  if (!is_allowed (normal))
    g_clear_pointer (&normal, postino_sasl_wipe);
  return normal;
}
