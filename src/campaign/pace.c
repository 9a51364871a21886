/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The generic cell rate algorithm (ITU-T I.371) with a burst of one: time that was not used is not
 * saved up, since a provider that counts any second would see the burst. */

#include "campaign/pace.h"

#include <math.h>

static gint64
find_interval (double per_second)
{
  return per_second > 0 ? (gint64) ceil (G_USEC_PER_SEC / per_second) : 0;
}

void
postino_pace_set_limits (PostinoPace *pace,
                         double       per_second,
                         guint        per_minute)
{
  pace->interval_us = MAX (find_interval (per_second), find_interval (per_minute / 60.0));
}

gint64
postino_pace_take (PostinoPace *pace,
                   gint64       now_us)
{
  if (pace->interval_us == 0)
    return 0;
  if (now_us < pace->next_us)
    return pace->next_us - now_us;
  pace->next_us = now_us + pace->interval_us;
  return 0;
}
