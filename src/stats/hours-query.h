/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stats/report-query.h"

/* What can be followed hour by hour. */
typedef enum {
  POSTINO_SERIES_ACCEPTED,
  POSTINO_SERIES_OPENED,
  POSTINO_SERIES_CLICKED,
  POSTINO_SERIES_UNSUBSCRIBED,
  POSTINO_SERIES_REFUSED,
  POSTINO_SERIES_COMPLAINED,
} PostinoSeries;

#define POSTINO_N_SERIES (POSTINO_SERIES_COMPLAINED + 1)

/* Events by hour since a campaign started, machines' opens and clicks left out. A plain value. */
typedef struct {
  gint64 from_us; /* the whole hour it started in; 0: it has not */
  gint64 n[POSTINO_N_SERIES][POSTINO_REPORT_SERIES_HOURS];
} PostinoHours;

gboolean postino_hours_query (PostinoDb *db, gint64 campaign, gint64 started_us,
                              PostinoHours *hours, GError **error);
