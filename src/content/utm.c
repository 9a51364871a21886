/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tags are put where the target stands: into the link table a collector gets, or, where links lead
 * directly, into the address as it is written in the template. What its author wrote is never
 * encoded anew: the tags are inserted, behind the query and before the fragment. */

#include "content/utm.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "content/html-entities.h"
#include "content/html-links.h"
#include "content/liquid-mask.h"

/* In the order of the text. */
static const char *const parameters[] = { "utm_source", "utm_medium", "utm_campaign" };

gboolean
postino_utm_check (const char *text,
                   GError    **error)
{
  g_auto (GStrv) values = g_strsplit (text, ",", -1);

  if (g_strv_length (values) != G_N_ELEMENTS (parameters) || *values[0] == '\0')
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("“%s” are no tags for links: SOURCE,MEDIUM,NAME"), text);
      return FALSE;
    }
  for (gsize i = 0; values[i] != NULL; i++)
    {
      if (strlen (values[i]) > POSTINO_UTM_VALUE_MAX || !g_utf8_validate (values[i], -1, NULL)
          || !postino_text_is_single_line (values[i]))
        {
          g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                       _("“%s” is too long for a tag of links, or not on one line"), values[i]);
          return FALSE;
        }
    }
  return TRUE;
}

/* "?a=1&utm_source=x": the name stands as a parameter of @query, which begins with its "?". */
static gboolean
has_parameter (const char *query,
               const char *name)
{
  gsize length = strlen (name);

  for (const char *at = strstr (query, name); at != NULL; at = strstr (at + 1, name))
    {
      if (at > query && strchr ("?&;", at[-1]) != NULL && strchr ("=&;", at[length]) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* What is to be inserted, with @ampersand between parameters; @url is as a browser reads it, without its
 * fragment. NULL: nothing. */
static char *
build_tags (const char *utm,
            const char *url,
            const char *ampersand)
{
  g_auto (GStrv) values = g_strsplit (utm, ",", -1);
  const char *query = strchr (url, '?');
  GString *tags = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (parameters) && values[i] != NULL; i++)
    {
      g_autofree char *value = g_uri_escape_string (values[i], NULL, FALSE);

      if (*value == '\0' || (query != NULL && has_parameter (query, parameters[i])))
        continue;
      if (query == NULL && tags->len == 0)
        g_string_append_c (tags, '?');
      else if (tags->len > 0 || (query[1] != '\0' && !g_str_has_suffix (query, "&")))
        g_string_append (tags, ampersand);
      g_string_append_printf (tags, "%s=%s", parameters[i], value);
    }
  return g_string_free (tags, tags->len == 0);
}

static gboolean
is_web (const char *url)
{
  return g_ascii_strncasecmp (url, "http://", strlen ("http://")) == 0
         || g_ascii_strncasecmp (url, "https://", strlen ("https://")) == 0;
}

char *
postino_utm_tag_url (const char *utm,
                     const char *url)
{
  gsize end = strcspn (url, "#");
  g_autofree char *before = g_strndup (url, end);
  g_autofree char *tags = utm != NULL && is_web (url) ? build_tags (utm, before, "&") : NULL;

  return tags != NULL ? g_strconcat (before, tags, url + end, NULL) : g_strdup (url);
}

typedef struct {
  const char *utm;
  gboolean is_html;
} Tagging;

/* Where the fragment begins in an address as it is written; "&#38;" is none. */
static gsize
find_fragment (const char *mask,
               gsize       length,
               gboolean    is_html)
{
  gsize at = 0;

  while (at < length && (mask[at] != '#' || (is_html && at > 0 && mask[at - 1] == '&')))
    at++;
  return at;
}

/* Liquid before any "?" may be a path, or a query, or nothing. */
static gboolean
is_foreseeable (const char *mask,
                gsize       length)
{
  const char *liquid = memchr (mask, POSTINO_LIQUID_MASK_FIRST, length);
  const char *query = memchr (mask, '?', length);

  return liquid == NULL || (query != NULL && query < liquid);
}

static char *
tag_cb (const char *source,
        const char *mask,
        gsize       length,
        gpointer    user_data)
{
  const Tagging *tagging = user_data;
  gsize end = find_fragment (mask, length, tagging->is_html);
  g_autofree char *written = g_strndup (mask, end);
  g_autofree char *url = tagging->is_html ? postino_html_decode_url (mask, end) : g_strdup (written);
  g_autofree char *tags = NULL;
  g_autofree char *before = NULL;
  g_autofree char *fragment = NULL;

  /* A "#" that is written as an entity: where it stands is not known here. An "&amp" without its semicolon would run
   * into what comes behind it. */
  if (!is_web (url) || !is_foreseeable (mask, end) || strchr (url, '#') != NULL
      || (tagging->is_html && g_str_has_suffix (written, "&amp")))
    return NULL;
  tags = build_tags (tagging->utm, url, tagging->is_html ? "&amp;" : "&");
  if (tags == NULL)
    return NULL;
  before = g_strndup (source, end);
  fragment = g_strndup (source + end, length - end);
  return g_strconcat (before, tags, fragment, NULL);
}

char *
postino_utm_tag_html (const char *utm,
                      const char *html)
{
  Tagging tagging = { utm, TRUE };

  return utm != NULL ? postino_html_links_map (html, tag_cb, &tagging) : g_strdup (html);
}

char *
postino_utm_tag_text (const char *utm,
                      const char *text)
{
  Tagging tagging = { utm, FALSE };

  return utm != NULL ? postino_text_links_map (text, tag_cb, &tagging) : g_strdup (text);
}
