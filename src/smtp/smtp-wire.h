/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The only functions that put bytes on the client's wire. Pure; any thread. */

#define POSTINO_SMTP_COMMAND_MAX 510   /* bytes without CRLF, RFC 5321 4.5.3.1.4 */
#define POSTINO_SMTP_BODY_LINE_MAX 998 /* bytes without CRLF, RFC 5321 4.5.3.1.6 less CRLF */

/* Appends @line and CRLF. FALSE, with nothing appended, if a CR, LF or other control character is
 * in it or it is longer than @max bytes (POSTINO_SMTP_COMMAND_MAX for commands). */
gboolean postino_smtp_wire_put_line   (GByteArray *out, const char *line, gsize max);

/* TRUE if @address can stand between < and > in MAIL or RCPT: no control characters, blanks or
 * angle brackets. */
gboolean postino_smtp_wire_is_address (const char *address);

/* NULL if @bytes may leave as a message: every line ends with CRLF, no other CR or LF, no NUL, no
 * line over 998 bytes. Else what is wrong, in English and static: it becomes the text of a reply.
 * *@has_8bit: some byte is above 127. */
const char *postino_smtp_wire_find_fault (const char *bytes, gsize n_bytes, gboolean *has_8bit);

/* Appends a piece of a message without fault, dots doubled at line starts, beginning at @offset (a
 * line start) and ending at the first line end after @max bytes, or at the end, which gets its CRLF
 * if it has none. The dot that ends the message is not part of it. The new offset. */
gsize    postino_smtp_wire_put_body   (GByteArray *out, const char *bytes, gsize n_bytes,
                                       gsize offset, gsize max);
