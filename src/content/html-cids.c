/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images that travel with the message: "cid:" and a name (RFC 2392). They stand in attributes (src,
 * background) and in CSS (url ()), quoted or not, so what is read here is the text around the scheme
 * and not the elements: a name ends where what it was begun with says. */

#include "content/html-cids.h"

#include <string.h>

#include "content/html-entities.h"
#include "content/liquid-mask.h"

static const char scheme[] = "cid:";

/* "… src=cid:x", "'cid:x", "(cid:x": not "acid:x" and not a word of the text. */
static gboolean
begins_reference (const char *mask,
                  const char *at)
{
  return at > mask && strchr ("\"'(=", at[-1]) != NULL;
}

static const char *
find_end (const char *mask,
          const char *name)
{
  char opened = name[-(gssize) strlen (scheme) - 1];

  if (opened == '"' || opened == '\'')
    return name + strcspn (name, opened == '"' ? "\"<>\n" : "'<>\n");
  if (opened == '(')
    return name + strcspn (name, ")\"'<>\n");
  return name + strcspn (name, " \t\n\r\"'<>");
}

static gboolean
has_liquid (const char *start,
            const char *end)
{
  return memchr (start, POSTINO_LIQUID_MASK_FIRST, (gsize) (end - start)) != NULL;
}

static char *
decode (const char *start,
        const char *end)
{
  g_autofree char *text = g_strstrip (postino_html_decode_url (start, (gsize) (end - start)));
  g_autofree char *name = g_uri_unescape_string (text, NULL);

  return name != NULL && g_utf8_validate (name, -1, NULL) ? g_steal_pointer (&name)
                                                          : g_steal_pointer (&text);
}

char *
postino_html_cids_map (const char        *html,
                       PostinoHtmlCidFunc func,
                       gpointer           user_data)
{
  g_autofree char *mask = postino_liquid_mask (html);
  GString *out = g_string_sized_new (strlen (html));
  gsize copied = 0;
  const char *at = mask;

  while ((at = strstr (at, scheme)) != NULL)
    {
      const char *name = at + strlen (scheme);
      const char *end = begins_reference (mask, at) ? find_end (mask, name) : name;
      g_autofree char *decoded = end > name && !has_liquid (name, end) ? decode (name, end) : NULL;
      const char *other = decoded != NULL && *decoded != '\0' ? func (decoded, user_data) : NULL;

      if (other != NULL)
        {
          g_string_append_len (out, html + copied, (gssize) (at - mask) - (gssize) copied);
          g_string_append (out, other);
          copied = (gsize) (end - mask);
        }
      at = end;
    }
  g_string_append (out, html + copied);
  return g_string_free (out, FALSE);
}
