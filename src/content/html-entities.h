/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* An address as a browser reads it in an attribute: entities decoded, tabs and line ends gone.
 * Yours. */
char *postino_html_decode_url (const char *text, gsize length);
