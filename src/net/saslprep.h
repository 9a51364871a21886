/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* SASLprep (RFC 4013): user names and passwords that look the same become the same bytes. NULL for
 * a text it does not allow (control characters, invalid UTF-8, nothing left). Yours, to be wiped;
 * any thread. */
char *postino_saslprep (const char *text);
