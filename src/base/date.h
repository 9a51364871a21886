/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Dates at the borders: the database and all code hold microseconds since 1970 UTC. Any thread. */

/* ISO 8601 ("2026-11-22", "2026-11-22T10:30", with or without zone; without one: the local
 * zone). */
gboolean  postino_date_parse      (const char *text, gint64 *us, GError **error);

/* "2026-11-22T10:30:00Z"; yours. */
char     *postino_date_to_iso     (gint64 us);

/* RFC 5322 date, always in English and in UTC ("Sun, 22 Nov 2026 10:30:00 +0000"); yours. */
char     *postino_date_to_rfc5322 (gint64 us);

/* For people, in the local zone and language, short ("22/11/2026 11:30"); yours. */
char     *postino_date_to_human   (gint64 us);
