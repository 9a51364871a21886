/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The newsletters of data/starters: what everybody begins with, and what has to be written over. */

/* The HTML in the user's language, else in English; yours. */
char       *postino_starter_load              (void);

/* Whether a reader of @html would read a starter and nothing of the sender's own, in whichever
 * language, and however the source is laid out. Any thread. */
gboolean    postino_starter_is_untouched      (const char *html);

/* The sentences to be written over that are still in @html or in @text (the plain-text part, or
 * NULL), whatever was written around them: const char *, static; the array is yours. Any thread. */
GPtrArray  *postino_starter_list_placeholders (const char *html, const char *text);
