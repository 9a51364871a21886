/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The two canonical forms of RFC 6376, 3.4. Appends to @out; CRLF ends a line, a CR or LF alone is a
 * byte like another. Pure. */
typedef enum {
  POSTINO_DKIM_SIMPLE,
  POSTINO_DKIM_RELAXED,
} PostinoDkimCanon;

/* @n_bytes from the first byte after the empty line; 0: there is no body. */
void postino_dkim_canon_append_body  (PostinoDkimCanon canon, const char *body, gsize n_bytes,
                                      GString *out);

/* One header field, folded or not, with the CRLF at its end or without; what is appended ends with
 * one. @field has a colon. */
void postino_dkim_canon_append_field (PostinoDkimCanon canon, const char *field, gsize n_bytes,
                                      GString *out);
