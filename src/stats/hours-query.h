/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stats/report-query.h"

#define POSTINO_REPORT_SERIES_HOURS 48

/* What can be followed hour by hour: what the leading numbers count. */
typedef enum {
  POSTINO_SERIES_ACCEPTED,
  POSTINO_SERIES_OPENED,       /* people, in the hour of their first open that was a person's */
  POSTINO_SERIES_OPENS,        /* unclear ones: all there is where it is measured as a sum only */
  POSTINO_SERIES_CLICKED,      /* people */
  POSTINO_SERIES_CLICKS,       /* unclear ones */
  POSTINO_SERIES_UNSUBSCRIBED, /* people */
  POSTINO_SERIES_REFUSED,      /* refusals, those of people who were accepted later too */
} PostinoSeries;

#define POSTINO_N_SERIES (POSTINO_SERIES_REFUSED + 1)

/* Numbers by hour since a campaign started. A plain value. */
typedef struct {
  gint64 from_us; /* the whole hour it started in; 0: it has not */
  gint64 n[POSTINO_N_SERIES][POSTINO_REPORT_SERIES_HOURS];
} PostinoHours;

gboolean postino_hours_query (PostinoDb *db, gint64 campaign, gint64 started_us,
                              PostinoHours *hours, GError **error);
