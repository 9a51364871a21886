/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

#define POSTINO_GROWTH_WEEKS 12

/* The contacts there are, by when they came. Of those deleted since nothing is counted: it says who
 * is still there, not how many were ever added. A plain value. */
typedef struct {
  gint64 starts_us[POSTINO_GROWTH_WEEKS]; /* of the weeks, rising; the last one is this week */
  gint64 added[POSTINO_GROWTH_WEEKS];
  gint64 total;
  gint64 after;                           /* counted up to this contact */
} PostinoGrowth;

/* Nothing counted yet; weeks of seven days begin on Mondays, in local time, at @now_us at last. */
void     postino_growth_begin (PostinoGrowth *growth, gint64 now_us);

/* Adds the next @limit contacts in the order of their ids; *@is_done: these were the last. There is
 * no index by time, and none is worth its price at import, so all contacts are looked at: in short
 * reads, so that no snapshot is held for long. */
gboolean postino_growth_query (PostinoDb *db, PostinoGrowth *growth, guint limit,
                               gboolean *is_done, GError **error);
