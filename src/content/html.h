/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <libxml/HTMLparser.h>

enum {
  POSTINO_HTML_MAX_BYTES = 8 * 1024 * 1024,
  /* how far down a tree may be walked; deeper elements count as empty */
  POSTINO_HTML_MAX_DEPTH = 200,
};

typedef xmlDoc PostinoHtml;

/* @html as a tree: UTF-8, whatever its <meta> says; repaired as needed; nothing is fetched, nothing
 * is printed. NULL only if it is longer than POSTINO_HTML_MAX_BYTES (POSTINO_ERROR_LIMIT) or no
 * page at all, as "" is none (POSTINO_ERROR_INVALID). Any thread. */
PostinoHtml *postino_html_parse       (const char *html, GError **error);
void         postino_html_free        (PostinoHtml *html);

/* An element of this name; lower case, as the parser makes them. @node may be NULL. */
gboolean     postino_html_is_element  (const xmlNode *node, const char *name);

/* Yours; NULL if the element has no such attribute. */
char        *postino_html_dup_attribute (const xmlNode *element, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoHtml, postino_html_free)
