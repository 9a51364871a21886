/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Structured logging is GLib's (g_message, g_warning, g_debug with G_LOG_DOMAIN "postino"); this
 * adds what may not be forgotten: people's addresses are shortened and nothing goes to stdout. */

/* Sends all log output to stderr, one line a message; debug only with G_MESSAGES_DEBUG. Once, from
 * main (). */
void  postino_log_init          (const char *program);

/* "ann@example.org" becomes "a…@example.org": enough to find a row, not to collect addresses from a
 * log. Yours. */
char *postino_log_short_address (const char *address);
