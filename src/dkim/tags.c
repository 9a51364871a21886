/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tag lists (RFC 6376, 3.2). What does not keep to the grammar makes the whole list invalid: a reader
 * that guesses would verify what nobody signed. */

#include "dkim/tags.h"

#include <string.h>

static const char blanks[] = " \t\r\n";

/* tag-name = ALPHA *ALNUMPUNC */
static gboolean
is_name (const char *name)
{
  if (!g_ascii_isalpha (*name))
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && *p != '_')
        return FALSE;
    }
  return TRUE;
}

/* Control characters but for folding. */
static gboolean
is_value (const char *value)
{
  for (const char *p = value; *p != '\0'; p++)
    {
      if (((guchar) *p < ' ' || *p == 0x7f) && strchr (blanks, *p) == NULL)
        return FALSE;
    }
  return TRUE;
}

/* @text without the blanks around it; yours. */
static char *
trim (const char *text,
      gsize       n_bytes)
{
  while (n_bytes > 0 && strchr (blanks, *text) != NULL)
    {
      text++;
      n_bytes--;
    }
  while (n_bytes > 0 && strchr (blanks, text[n_bytes - 1]) != NULL)
    n_bytes--;
  return g_strndup (text, n_bytes);
}

static gboolean
add_tag (PostinoDkimTags *tags,
         const char      *text,
         gsize            n_bytes)
{
  const char *equals = memchr (text, '=', n_bytes);
  g_autofree char *name = equals != NULL ? trim (text, (gsize) (equals - text)) : NULL;
  g_autofree char *value = NULL;

  if (name == NULL || !is_name (name))
    return FALSE;
  value = trim (equals + 1, n_bytes - (gsize) (equals + 1 - text));
  if (!is_value (value) || g_hash_table_contains (tags->values, name))
    return FALSE;
  if (tags->first == NULL)
    tags->first = g_strdup (name);
  g_hash_table_insert (tags->values, g_steal_pointer (&name), g_steal_pointer (&value));
  return TRUE;
}

gboolean
postino_dkim_tags_parse (PostinoDkimTags *tags,
                         const char      *text,
                         gsize            n_bytes)
{
  const char *end = text + n_bytes;

  tags->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  tags->first = NULL;
  if (memchr (text, '\0', n_bytes) != NULL)
    return FALSE;
  while (text < end)
    {
      const char *semicolon = memchr (text, ';', (gsize) (end - text));
      const char *stop = semicolon != NULL ? semicolon : end;
      g_autofree char *left = trim (text, (gsize) (stop - text));

      /* only the last may be empty: "a=1;" */
      if (*left == '\0' && semicolon == NULL)
        break;
      if (!add_tag (tags, text, (gsize) (stop - text)))
        return FALSE;
      text = semicolon != NULL ? semicolon + 1 : end;
    }
  return tags->first != NULL;
}

void
postino_dkim_tags_clear (PostinoDkimTags *tags)
{
  g_clear_pointer (&tags->values, g_hash_table_unref);
  g_clear_pointer (&tags->first, g_free);
}

const char *
postino_dkim_tags_get (const PostinoDkimTags *tags,
                       const char            *name)
{
  return g_hash_table_lookup (tags->values, name);
}

char **
postino_dkim_tags_dup_list (const PostinoDkimTags *tags,
                            const char            *name)
{
  const char *value = postino_dkim_tags_get (tags, name);
  char **list = value != NULL ? g_strsplit (value, ":", -1) : NULL;

  for (gsize i = 0; list != NULL && list[i] != NULL; i++)
    g_strstrip (list[i]);
  return list;
}

GBytes *
postino_dkim_tags_dup_base64 (const PostinoDkimTags *tags,
                              const char            *name)
{
  const char *value = postino_dkim_tags_get (tags, name);
  g_autoptr (GString) packed = g_string_new (NULL);
  g_autofree char *again = NULL;
  g_autofree guchar *bytes = NULL;
  gsize n_bytes;

  for (const char *p = value; p != NULL && *p != '\0'; p++)
    {
      if (strchr (blanks, *p) == NULL)
        g_string_append_c (packed, *p);
    }
  /* GLib's decoder skips what it does not know; only the one canonical spelling counts here. */
  bytes = g_base64_decode (packed->str, &n_bytes);
  again = g_base64_encode (bytes, n_bytes);
  if (n_bytes == 0 || strcmp (again, packed->str) != 0)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&bytes), n_bytes);
}

gboolean
postino_dkim_tags_get_number (const PostinoDkimTags *tags,
                              const char            *name,
                              guint64               *number)
{
  const char *value = postino_dkim_tags_get (tags, name);

  return value == NULL || g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT64, number, NULL);
}
