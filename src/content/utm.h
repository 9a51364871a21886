/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Tags for web statistics: parameters that are added to a campaign's links. As text "SOURCE,MEDIUM,NAME",
 * each UTF-8; all but the first may be empty, and are then not added. Any thread. */

#define POSTINO_UTM_VALUE_MAX 100 /* bytes of each */

/* Whether @text is so; POSTINO_ERROR_USAGE with a sentence. */
gboolean postino_utm_check    (const char *text, GError **error);

/* @url with the tags of @utm (NULL: none) that it has not already, before its fragment; all else stays byte for
 * byte. What is not http or https stays as it is. Yours. */
char    *postino_utm_tag_url  (const char *utm, const char *url);

/* All links of a template that lead to the web, as their author wrote them. One with Liquid in it is tagged only
 * where its query begins before: else nobody knows what comes. Yours. */
char    *postino_utm_tag_html (const char *utm, const char *html);
char    *postino_utm_tag_text (const char *utm, const char *text);
