/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language of a newsletter: the footer speaks it, and the page for unsubscribing. Only the head
 * of the text is looked at, by a pattern: templates are no well-formed documents. */

#include "content/html-language.h"

enum { MAX_HEAD_BYTES = 4096 };

char *
postino_html_find_language (const char *html)
{
  g_autofree char *head = g_strndup (html, MAX_HEAD_BYTES);
  g_autofree char *valid = g_utf8_make_valid (head, -1);
  g_autoptr (GRegex) regex
    = g_regex_new ("<html\\s[^>]*?\\blang\\s*=\\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)(?![A-Za-z])",
                   G_REGEX_CASELESS, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  return g_regex_match (regex, valid, 0, &match) ? g_match_info_fetch (match, 1) : NULL;
}
