/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

/* When a campaign would be through, by the limits of its servers alone. */

/* @servers: PostinoServer; @n messages, the first at @now_us. *@end_us: when the last one may go, wall clock;
 * 0 if a server has no limit at all, and nothing can be told. Inside the caller's transaction. */
gboolean postino_forecast_find_end (PostinoDb *db, GPtrArray *servers, gint64 n, gint64 now_us,
                                    gint64 *end_us, GError **error);
