/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* @name as DNS is asked for it: lower case, A-labels (IDNA 2008, non-transitional), no dot at the
 * end; underscores of service labels stay. NULL with POSTINO_ERROR_INVALID if it is no name:
 * empty labels, more than 63 bytes in one or 253 in all, other characters. Yours. Any thread. */
char *postino_dns_name_to_ascii (const char *name, GError **error);
