/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

/* Table `harvest`: how far, and when, each collector's spool was taken over. Inside the caller's
 * transaction. */

#define POSTINO_HARVEST_LOCAL "local"
#define POSTINO_HARVEST_PUBLIC "public"

/* @upto 0: nothing new, it was only looked. */
gboolean postino_harvest_table_set (PostinoDb *db, const char *source, gint64 upto, gint64 now_us,
                                    GError **error);

/* When @source was last read to its end; 0: never. For "unsubscribes last read 3 days ago". */
gboolean postino_harvest_table_get_time (PostinoDb *db, const char *source, gint64 *harvested_us,
                                         GError **error);
