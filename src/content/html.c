/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one door to libxml2's HTML parser: its options are set here and nowhere else. Input is
 * bounded, the network and the library's printing are off, and broken markup is repaired silently,
 * for mail is full of it.
 *
 * A tree is read, never written back: pages keep the bytes their author gave them (html-links works
 * on the text). */

#include "content/html.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

PostinoHtml *
postino_html_parse (const char *html,
                    GError    **error)
{
  const int options = HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_RECOVER
                      | HTML_PARSE_IGNORE_ENC;
  gsize length = strlen (html);
  PostinoHtml *document;

  if (length > POSTINO_HTML_MAX_BYTES)
    {
      g_autofree char *size = g_format_size (length);

      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_LIMIT, _("The HTML page is too large (%s)."),
                   size);
      return NULL;
    }
  document = htmlReadMemory (html, length, NULL, "UTF-8", options);
  if (document == NULL || xmlDocGetRootElement (document) == NULL)
    {
      g_clear_pointer (&document, xmlFreeDoc);
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("The HTML page has no content."));
    }
  return document;
}

void
postino_html_free (PostinoHtml *html)
{
  xmlFreeDoc (html);
}

gboolean
postino_html_is_element (const xmlNode *node,
                         const char    *name)
{
  return node != NULL && node->type == XML_ELEMENT_NODE
         && strcmp ((const char *) node->name, name) == 0;
}

char *
postino_html_dup_attribute (const xmlNode *element,
                            const char    *name)
{
  xmlChar *value = xmlGetProp (element, (const xmlChar *) name);
  char *copy = g_strdup ((const char *) value);

  if (value != NULL)
    xmlFree (value);
  return copy;
}
