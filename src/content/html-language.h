/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The language a document says it is in, <html lang="it-IT">: as it is written there, or NULL;
 * yours. Pure; any bytes. */
char *postino_html_find_language (const char *html);
