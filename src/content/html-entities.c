/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entities in attributes. */

#include "content/html-entities.h"

#include <libxml/HTMLparser.h>
#include <string.h>

enum {
  ENTITY_NAME_MAX = 8,
  LAST_CODE_POINT = 0x10ffff,
};

/* May be left open where nothing that could be a parameter follows (WHATWG HTML, 13.2.5.73). */
static const char *const open_entities[] = { "amp", "lt", "gt", "quot" };

static gboolean
may_stay_open (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (open_entities); i++)
    {
      if (strcmp (name, open_entities[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

/* &#8364; &#x20ac; — the semicolon may be missing. Returns what is behind it, NULL if it is
 * none. */
static const char *
append_numeric_entity (GString    *out,
                       const char *at)
{
  gboolean is_hex = at[2] == 'x' || at[2] == 'X';
  const char *digits = at + (is_hex ? 3 : 2);
  char *end = NULL;
  guint64 code;

  if (is_hex ? !g_ascii_isxdigit (*digits) : !g_ascii_isdigit (*digits))
    return NULL;
  code = g_ascii_strtoull (digits, &end, is_hex ? 16 : 10);
  if (code == 0 || code > LAST_CODE_POINT || !g_unichar_validate (code))
    code = 0xfffd;
  g_string_append_unichar (out, code);
  return *end == ';' ? end + 1 : end;
}

static const char *
append_named_entity (GString    *out,
                     const char *at)
{
  char name[ENTITY_NAME_MAX + 1] = "";
  const htmlEntityDesc *entity;
  gsize length = 0;

  while (length < ENTITY_NAME_MAX && g_ascii_isalnum (at[1 + length]))
    length++;
  memcpy (name, at + 1, length);
  if (at[1 + length] != ';'
      && (at[1 + length] == '=' || g_ascii_isalnum (at[1 + length])
          || !may_stay_open (name)))
    return NULL;
  entity = htmlEntityLookup ((const xmlChar *) name);
  if (entity == NULL)
    return NULL;
  g_string_append_unichar (out, entity->value);
  return at + 1 + length + (at[1 + length] == ';' ? 1 : 0);
}

char *
postino_html_decode_url (const char *text,
                         gsize       length)
{
  g_autofree char *source = g_strndup (text, length);
  GString *out = g_string_sized_new (length);
  const char *p = source;

  while (*p != '\0')
    {
      const char *behind = *p != '&'     ? NULL
                           : p[1] == '#' ? append_numeric_entity (out, p)
                                         : append_named_entity (out, p);

      if (behind == NULL && strchr ("\t\n\r", *p) == NULL)
        g_string_append_c (out, *p);
      p = behind == NULL ? p + 1 : behind;
    }
  return g_string_free (out, FALSE);
}
