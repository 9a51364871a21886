/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The one place where header lines are written (RFC 5322 2.2, RFC 2047, RFC 6532). Whatever stands
 * in a value, the result is that header and no other: line breaks and other control characters
 * become blanks. Lines end with CRLF, are folded at about 76 characters and never pass
 * POSTINO_HEADER_LINE_MAX bytes. Any thread. */

#define POSTINO_HEADER_LINE_MAX 998

/* Free text: Subject, List-Id's phrase … Not ASCII becomes encoded words that never split a
 * character. */
void postino_headers_append_text    (GString *out, const char *name, const char *value);

/* A mailbox: @display may be NULL. @address as it goes on the wire. */
void postino_headers_append_mailbox (GString *out, const char *name, const char *display,
                                     const char *address);

/* A value that is structured and ASCII already: Message-ID, Content-Type, List-Unsubscribe; blanks
 * are where it may be folded. */
void postino_headers_append_raw     (GString *out, const char *name, const char *value);

/* @value with one parameter of any text: in quotes where it is short and plain ASCII, else as RFC 2231
 * has it, in as many pieces as it takes, none of which splits a character. */
void postino_headers_append_parameter (GString *out, const char *name, const char *value,
                                       const char *parameter, const char *text);
