/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What kind of text a file is. Pure over bytes or a descriptor; any thread. */

/* The character set of the file behind @fd, read whole and left at its start: "UTF-8", "UTF-16LE",
 * "UTF-16BE", "WINDOWS-1252" or what uchardet found; interned. *skip is the length of its byte
 * order mark. NULL with POSTINO_ERROR_INVALID and a sentence that names @name if it is empty or no
 * text. */
const char *postino_csv_sniff_encoding  (int fd, const char *name, gsize *skip, GError **error);

/* The delimiter among `;`, `,`, TAB and `|` by which the first records of @text split most evenly;
 * ',' where none does. Excel's "sep=;" line decides, and *skip is its length then. */
char        postino_csv_sniff_delimiter (const char *text, gsize length, gsize *skip);
