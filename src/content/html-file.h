/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

enum { POSTINO_HTML_FILE_MAX_BYTES = 4 * 1024 * 1024 };

/* The text of an HTML file as UTF-8 with LF line ends, whatever it was written in: by its byte order
 * mark, as UTF-8 if it is that, by what it says of itself (charset=), else as Windows-1252. @name
 * is for the sentence of @error: POSTINO_ERROR_LIMIT past POSTINO_HTML_FILE_MAX_BYTES,
 * POSTINO_ERROR_INVALID for what is no text. Yours. Pure. */
char    *postino_html_file_to_text (const char *name, GBytes *bytes, GError **error);

/* A whole page, with its own doctype or <html>, not a piece of one. Pure. */
gboolean postino_html_file_is_page (const char *text);
