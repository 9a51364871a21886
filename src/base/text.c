/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folding and cleaning of text. Unicode normalisation is GLib's; nothing here knows of contacts or
 * mail. */

#include "base/text.h"

#include <string.h>

static gboolean
is_line_breaking (gunichar c)
{
  return c < 0x20 || c == 0x7f || (c >= 0x80 && c < 0xa0) || c == 0x2028 || c == 0x2029;
}

/* ASCII is by far the most frequent input and needs neither normalisation nor folding tables. */
static gboolean
is_ascii (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if ((guchar) *p >= 0x80)
        return FALSE;
    }
  return TRUE;
}

char *
postino_text_fold (const char *text)
{
  g_autofree char *valid = NULL;
  g_autofree char *composed = NULL;
  g_autofree char *folded = NULL;

  if (is_ascii (text))
    return g_ascii_strdown (text, -1);

  valid = g_utf8_make_valid (text, -1);
  composed = g_utf8_normalize (valid, -1, G_NORMALIZE_NFC);
  folded = g_utf8_casefold (composed, -1);
  return g_utf8_normalize (folded, -1, G_NORMALIZE_NFC);
}

char *
postino_text_fold_search (const char *text)
{
  g_autofree char *folded = postino_text_fold (text);
  g_autofree char *decomposed = NULL;
  GString *bare;

  if (is_ascii (folded))
    return g_steal_pointer (&folded);

  decomposed = g_utf8_normalize (folded, -1, G_NORMALIZE_NFD);
  bare = g_string_sized_new (strlen (decomposed));
  for (const char *p = decomposed; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_ismark (c))
        g_string_append_unichar (bare, c);
    }
  return g_string_free (bare, FALSE);
}

char *
postino_text_single_line (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *line = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_line_breaking (c))
        c = ' ';
      if (c == ' ' && (line->len == 0 || line->str[line->len - 1] == ' '))
        continue;
      g_string_append_unichar (line, c);
    }
  if (line->len > 0 && line->str[line->len - 1] == ' ')
    g_string_truncate (line, line->len - 1);
  return g_string_free (line, FALSE);
}

gboolean
postino_text_is_single_line (const char *text)
{
  return strpbrk (text, "\r\n") == NULL;
}

char *
postino_text_make_key (const char *text)
{
  g_autofree char *folded = postino_text_fold_search (text);
  GString *key = g_string_new (NULL);

  for (const char *p = folded; *p != '\0'; p++)
    {
      if (g_ascii_isalnum (*p))
        g_string_append_c (key, *p);
      else if (key->len > 0 && key->str[key->len - 1] != '_')
        g_string_append_c (key, '_');
    }
  while (key->len > 0 && key->str[key->len - 1] == '_')
    g_string_truncate (key, key->len - 1);
  if (key->len == 0)
    g_string_append (key, "field");
  if (g_ascii_isdigit (key->str[0]))
    g_string_prepend (key, "field_");
  return g_string_free (key, FALSE);
}

char *
postino_text_cut (const char *text,
                  gsize       max_bytes)
{
  gsize length = strlen (text);
  const char *end;

  if (length <= max_bytes)
    return g_strdup (text);
  end = text + max_bytes;
  while (end > text && ((guchar) *end & 0xc0) == 0x80)
    end--;
  return g_strndup (text, end - text);
}
