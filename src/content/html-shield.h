/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A template as a page a parser can read, with a stand-in for each Liquid token; and back. Only
 * html-text needs it. */

/* Stand-ins and marks are private-use characters; none of them is left from the template itself. A
 * token in text or in a value is OPEN_OUTPUT or OPEN_TAG, the digits of its number (DIGIT_0 …),
 * CLOSE. A {% tag %} in text is the comment <!--number-->, which no parser moves. */
enum {
  POSTINO_HTML_SHIELD_OPEN_OUTPUT = 0xf0000,
  POSTINO_HTML_SHIELD_OPEN_TAG,
  POSTINO_HTML_SHIELD_CLOSE,
  POSTINO_HTML_SHIELD_NOTHING,   /* keeps a parser from dropping blanks; to be ignored */
  POSTINO_HTML_SHIELD_DIGIT_0 = 0xf0010,
  POSTINO_HTML_SHIELD_FREE = 0xf0020, /* from here to LAST: for the reader's own marks */
  POSTINO_HTML_SHIELD_LAST = 0xf00ff,
};

typedef struct _PostinoHtmlShield PostinoHtmlShield;

/* @html is borrowed and must outlive the shield. Any thread. */
PostinoHtmlShield *postino_html_shield_new     (const char *html);
void               postino_html_shield_free    (PostinoHtmlShield *shield);

/* The page to parse: without comments, raw text, <html>, <head>, <body> and their like, and with
 * the attributes href, alt, style, hidden and start alone. Borrowed. */
const char        *postino_html_shield_get_page (const PostinoHtmlShield *shield);

/* Whether the blocks between two comments of the page all begin and end between them, so that they
 * may be left out. */
gboolean           postino_html_shield_is_whole (const PostinoHtmlShield *shield,
                                                 const char *first_comment,
                                                 const char *last_comment);

/* Appends the stand-in of a comment, if it is one. */
void               postino_html_shield_append_tag (const char *comment, GString *out);

/* @text, made from the page, as a template in which each token is what it was. If @html is a valid
 * template, this is one. Yours. */
char              *postino_html_shield_restore (const PostinoHtmlShield *shield, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoHtmlShield, postino_html_shield_free)
