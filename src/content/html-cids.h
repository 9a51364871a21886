/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What "cid:@name" is to be replaced with, the scheme included; NULL: it stays. Borrowed until the next
 * call. */
typedef const char *(*PostinoHtmlCidFunc) (const char *name, gpointer user_data);

/* Asks @func about every "cid:NAME" of a template, as the address of an image or within CSS, in the
 * order they stand; entities and percent signs in the name are decoded. One with Liquid in it is not
 * asked about. All else stays byte for byte. Yours. Pure. */
char *postino_html_cids_map (const char *html, PostinoHtmlCidFunc func, gpointer user_data);
