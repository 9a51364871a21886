/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Appends @text quoted-printable (RFC 2045, 6.7), with CRLF line ends; LF, CRLF and lone CR in
 * @text are line ends. No line is longer than 76 characters, and what is appended ends with a line
 * end. Any thread. */
void postino_quoted_printable_append (GString *out, const char *text, gsize n_bytes);
